import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { failureReason } from '../../../src/domain/upstream/failure-reason.js';
import { type Certificate, startTlsServer, trustAuthority } from './a-tls-server.js';
import { startUpstream, type Upstream } from '../../support/an-upstream.js';

let upstream: Upstream;
let distrust: () => void;

beforeAll(() => {
  distrust = trustAuthority();
});
afterAll(() => distrust());
beforeEach(async () => {
  upstream = await startUpstream({ attemptTimeout: 1 });
});
afterEach(() => upstream.close());

const UNREACHABLE = 'The provider cannot be reached.';
const told = () => upstream.lines.map(({ msg, outcome, reason }) => ({ msg, outcome, reason }));

// Red without failureReason: one message for all failures.
describe('an untrusted certificate', () => {
  test.each<[Certificate, string]>([
    ['expired', 'CERT_HAS_EXPIRED'],
    ['early', 'CERT_NOT_YET_VALID'],
    ['self-signed', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
    ['other-host', 'ERR_TLS_CERT_ALTNAME_INVALID'],
  ])('(%s) is reported as %s, and is neither retried nor retryable', async (certificate, reason) => {
    await using server = await startTlsServer(certificate);
    const request = upstream.request({ url: server.url });
    const failure = { code: 'UPSTREAM_UNAVAILABLE', message: UNREACHABLE, reason, retryable: false };
    await expect(upstream.http.send(request)).rejects.toMatchObject(failure);
    expect(told()).toEqual([{ msg: 'upstream request', outcome: 'UPSTREAM_UNAVAILABLE', reason }]);
    expect(server.arrived).toBe(0);
  });

  // Red if the open circuit doesn't keep the reason.
  test('is still the reported reason when the circuit is open', async () => {
    await using server = await startTlsServer('expired');
    const send = () => upstream.http.send(upstream.request({ url: server.url }));
    for (let index = 0; index < 10; index += 1) await send().catch(() => undefined);
    await expect(send()).rejects.toMatchObject({ reason: 'CERT_HAS_EXPIRED', retryable: false });
    expect(told().at(-1)).toEqual({ msg: 'circuit open', reason: 'CERT_HAS_EXPIRED' });
  });

  test('is distinguished from a trusted one, which is accepted', async () => {
    await using server = await startTlsServer('good');
    await expect(upstream.http.send(upstream.request({ url: server.url }))).resolves.toMatchObject({
      status: 200,
    });
  });
});

describe('a connection that fails', () => {
  test.each<[string, () => URL, RegExp]>([
    [
      'because the host name doesn’t exist',
      () => new URL('https://nowhere.invalid/'),
      /^(ENOTFOUND|EAI_AGAIN)$/,
    ],
    ['because nothing listens on the port', () => new URL('http://127.0.0.1:1/'), /^ECONNREFUSED$/],
    [
      'because the server doesn’t speak TLS',
      () => new URL(upstream.server.url.href.replace('http:', 'https:')),
      /^EPROTO$/,
    ],
  ])('%s reports this reason, is retried once, and is retryable', async (_, url, reason) => {
    const failure = { code: 'UPSTREAM_UNAVAILABLE', retryable: true };
    const sent = upstream.http.send(upstream.request({ url: url() }));
    await expect(sent).rejects.toMatchObject({ ...failure, reason: expect.stringMatching(reason) });
    expect(told()).toHaveLength(2);
  });

  test('by a reset reports ECONNRESET', async () => {
    upstream.server.answer((_, response) => response.socket?.resetAndDestroy());
    await expect(upstream.http.send(upstream.request())).rejects.toMatchObject({ reason: 'ECONNRESET' });
  });

  test('because the TLS handshake gets no response is UPSTREAM_TIMEOUT, even for a PUT', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    try {
      const url = new URL(`https://127.0.0.1:${String(port)}/`);
      const failure = { code: 'UPSTREAM_TIMEOUT', reason: 'ETIMEDOUT' };
      await expect(
        upstream.http.send(upstream.request({ url, method: 'PUT', json: '{}' })),
      ).rejects.toMatchObject(failure);
    } finally {
      silent.close();
    }
  });

  test('with a 503 response reports no reason', async () => {
    upstream.server.answer((_, response) => void response.writeHead(503).end());
    await expect(upstream.http.send(upstream.request())).rejects.toMatchObject({ reason: null });
  });
});

test('reasons are a fixed set, whatever the system’s error code', () => {
  expect(['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ENEW', 'sesame', ''].map(failureReason)).toEqual([
    'EPROTO',
    'OTHER',
    'OTHER',
    'OTHER',
  ]);
});
