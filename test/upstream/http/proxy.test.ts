import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ProxySettings } from '../../../src/config/settings.js';
import { createTokenVerifier } from '../../../src/auth/jwt-verifier.js';
import { aKey, aToken } from '../../support/an-issuer.js';
import { aLogger } from '../../support/a-logger.js';
import { type Proxy, startProxy } from './a-proxy.js';
import { type Certificate, startTlsServer, trustAuthority } from './a-tls-server.js';
import { startUpstream, type Upstream } from '../../support/an-upstream.js';

/** The host of the certificate `other-host`, whose address only the proxy knows. */
const HOST = 'other.example';
const PROVIDER = new URL(`https://${HOST}/`);
const CREDENTIALS = 'name:sesame';

let distrust: () => void;
beforeAll(() => {
  distrust = trustAuthority();
});
afterAll(() => distrust());

const through = (url: URL, bypass: readonly string[] = []): ProxySettings => ({
  https: url,
  http: url,
  bypass,
});

async function clientThrough(proxy: ProxySettings): Promise<Upstream & AsyncDisposable> {
  const upstream = await startUpstream({ proxy });
  return Object.assign(upstream, { [Symbol.asyncDispose]: () => upstream.close() });
}

async function proxyTo(certificate: Certificate, credentials?: string) {
  const server = await startTlsServer(certificate);
  const proxy = await startProxy({
    hosts: { [HOST]: Number(server.url.port) },
    ...(credentials !== undefined && { credentials }),
  });
  const dispose = async () => {
    await proxy[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
  };
  return { server, proxy, [Symbol.asyncDispose]: dispose };
}

const told = ({ lines }: Upstream) => lines.map(({ msg, outcome, reason }) => ({ msg, outcome, reason }));

// Red without agents for proxies: the host is looked up in the DNS.
describe('a provider behind a proxy', () => {
  test('is reached by CONNECT over one keep-alive connection, with credentials for the proxy alone', async () => {
    await using behind = await proxyTo('other-host', CREDENTIALS);
    await using upstream = await clientThrough(through(behind.proxy.url));
    const send = () => upstream.http.send(upstream.request({ url: PROVIDER }));
    await expect(send()).resolves.toMatchObject({ status: 200 });
    await expect(send()).resolves.toMatchObject({ status: 200 });
    expect(behind.proxy.targets).toEqual([`${HOST}:443`]);
    expect(behind.proxy.authorizations).toEqual([`Basic ${Buffer.from(CREDENTIALS).toString('base64')}`]);
    expect(behind.server.arrived).toBe(2);
    expect(JSON.stringify(upstream.lines)).not.toMatch(/sesame|127\.0\.0\.1/);
  });

  test('is reached by a request in absolute form without TLS', async () => {
    await using proxy = await startProxy({ credentials: CREDENTIALS });
    await using upstream = await clientThrough(through(proxy.url));
    const url = new URL(`http://${HOST}/path?a=b%20c`);
    await expect(upstream.http.send(upstream.request({ url }))).resolves.toMatchObject({
      body: { by: 'proxy' },
    });
    expect(proxy.targets).toEqual([url.href]);
  });

  test('on loopback, or in NO_PROXY, is reached directly', async () => {
    await using proxy = await startProxy();
    await using upstream = await clientThrough(through(proxy.url, [HOST]));
    await expect(upstream.http.send(upstream.request())).resolves.toMatchObject({ status: 200 });
    const direct = upstream.http.send(upstream.request({ url: PROVIDER }));
    await expect(direct).rejects.toMatchObject({ reason: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
    expect(proxy.targets).toEqual([]);
  });

  test('whose certificate has expired is UPSTREAM_UNAVAILABLE with CERT_HAS_EXPIRED, even for a PUT', async () => {
    await using behind = await proxyTo('expired');
    await using upstream = await clientThrough(through(behind.proxy.url));
    const change = upstream.request({ url: PROVIDER, method: 'PUT', json: '{}' });
    await expect(upstream.http.send(change)).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      reason: 'CERT_HAS_EXPIRED',
    });
  });
});

describe('a proxy that fails', () => {
  const failure = (message: string, reason: string, retryable: boolean) => ({
    code: 'UPSTREAM_UNAVAILABLE',
    message,
    reason,
    retryable,
  });

  // Red if the proxy's response is taken for the provider's response, or for a lost connection.
  test.each([
    [407, failure('The proxy rejects the connection.', 'PROXY_AUTHENTICATION_REQUIRED', false)],
    [403, failure('The proxy rejects the connection to the provider.', 'PROXY_REFUSED', false)],
    [502, failure('The proxy cannot reach the provider.', 'PROXY_BAD_GATEWAY', true)],
    [504, failure('The proxy cannot reach the provider.', 'PROXY_BAD_GATEWAY', true)],
  ])('with %d is reported as the reason', async (status, expected) => {
    await using behind = await proxyTo('other-host', CREDENTIALS);
    behind.proxy.status = status;
    await using upstream = await clientThrough(through(behind.proxy.url));
    const sent = upstream.http.send(upstream.request({ url: PROVIDER }));
    await expect(sent).rejects.toMatchObject(expected);
    expect(behind.proxy.targets).toHaveLength(expected.retryable ? 2 : 1);
    expect(told(upstream)[0]).toMatchObject({ outcome: expected.code, reason: expected.reason });
    const error: unknown = await sent.catch((reason: unknown) => reason);
    expect(`${JSON.stringify(upstream.lines)}${String(error)}`).not.toMatch(
      /sesame|127\.0\.0\.1|other\.example\//,
    );
  });

  test.each(['https', 'http'])(
    'because the credentials for %s: are wrong is PROXY_AUTHENTICATION_REQUIRED',
    async (scheme) => {
      await using behind = await proxyTo('other-host', CREDENTIALS);
      const url = new URL(behind.proxy.url);
      url.password = 'open';
      await using upstream = await clientThrough(through(url));
      const request = upstream.request({ url: new URL(`${scheme}://${HOST}/`) });
      await expect(upstream.http.send(request)).rejects.toMatchObject(
        failure('The proxy rejects the connection.', 'PROXY_AUTHENTICATION_REQUIRED', false),
      );
    },
  );

  test('because nothing listens on its port is PROXY_ECONNREFUSED', async () => {
    await using upstream = await clientThrough(through(new URL('http://name:sesame@127.0.0.1:1')));
    await expect(upstream.http.send(upstream.request({ url: PROVIDER }))).rejects.toMatchObject(
      failure('The proxy cannot be reached.', 'PROXY_ECONNREFUSED', true),
    );
    expect(JSON.stringify(upstream.lines)).not.toContain('sesame');
  });

  const sendTo = (upstream: Upstream, host: string) =>
    upstream.http.send(upstream.request({ url: new URL(`https://${host}/`) }));
  const sendMany = async (upstream: Upstream, host: string) => {
    for (let index = 0; index < 10; index += 1) await sendTo(upstream, host).catch(() => undefined);
  };

  // Red with one circuit for the provider and the proxy.
  test('has its own circuit, which is open for every host behind the proxy, and for no other host', async () => {
    await using upstream = await clientThrough(through(new URL('http://127.0.0.1:1')));
    await sendMany(upstream, HOST);
    await expect(sendTo(upstream, 'elsewhere.example')).rejects.toMatchObject({
      message: 'The proxy has failed repeatedly; it is retried in a few seconds.',
      reason: 'PROXY_ECONNREFUSED',
    });
    await expect(upstream.http.send(upstream.request())).resolves.toMatchObject({ status: 200 });
  });

  test('for only one host still serves the others', async () => {
    await using behind = await proxyTo('other-host');
    await using upstream = await clientThrough(through(behind.proxy.url));
    await sendMany(upstream, 'nowhere.example');
    await expect(sendTo(upstream, 'nowhere.example')).rejects.toMatchObject({
      message: 'The provider has failed repeatedly; it is retried in a few seconds.',
    });
    await expect(sendTo(upstream, HOST)).resolves.toMatchObject({ status: 200 });
  });
});

// Red if the key set is requested directly.
test('an issuer’s key set is requested through the proxy', async () => {
  const key = await aKey('a');
  const keys = JSON.stringify({ keys: [key.publicJwk] });
  await using server = await startTlsServer('other-host', (_, response) => void response.end(keys));
  await using proxy: Proxy = await startProxy({ hosts: { [HOST]: Number(server.url.port) } });
  const issuer = 'https://other.example';
  const settings = {
    issuer,
    audience: 'switchboard',
    jwksUrl: new URL('/keys', PROVIDER),
    maskPersonalData: false,
    proxy: through(proxy.url),
  };
  const verify = createTokenVerifier(settings, aLogger().logger);
  expect(await verify(await aToken({ settings }, key))).toMatchObject({ iss: issuer });
  expect(proxy.targets).toEqual([`${HOST}:443`]);
});
