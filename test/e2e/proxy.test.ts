import { execFile } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { aClient, anExtension } from '../support/builders.js';
import { buildProgram, type Program } from '../support/a-process.js';
import { type Proxy, startProxy } from '../upstream/http/a-proxy.js';
import { AUTHORITY, startTlsServer, type TlsServer } from '../upstream/http/a-tls-server.js';

/** The host of the certificate `other-host`; only the proxy knows where it is. */
const HOST = 'other.example';
const CREDENTIALS = 'name:sesame';

let program: Program;
let providers: TlsServer;
let proxy: Proxy;

beforeAll(async () => {
  program = await buildProgram();
  providers = await startTlsServer('other-host', answer);
  proxy = await startProxy({ credentials: CREDENTIALS, hosts: { [HOST]: Number(providers.url.port) } });
});

afterAll(async () => {
  program.kill();
  await proxy[Symbol.asyncDispose]();
  await providers[Symbol.asyncDispose]();
});

function answer({ url = '' }: IncomingMessage, response: ServerResponse): void {
  const body = url.startsWith('/oauth')
    ? { access_token: 'token', expires_in: 3600 }
    : url.startsWith('/client')
      ? aClient()
      : { ERR: 0, DESC: 'OK', EXTENSIONS: [anExtension()] };
  response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
}

const environment = () => ({
  PORT: '0',
  HTTPS_PROXY: proxy.url.href,
  NODE_USE_ENV_PROXY: '1',
  NODE_EXTRA_CA_CERTS: AUTHORITY,
  VOICENTER_URL: `https://${HOST}/extensions`,
  VOICENTER_CODE: 'code',
  RINGME_URL: `https://${HOST}`,
  RINGME_APP_ID: 'app',
  RINGME_APP_SECRET: 'secret',
  RINGME_TOKEN_URL: `https://${HOST}/oauth/token`,
  // Responses may be slow on a busy machine.
  UPSTREAM_ATTEMPT_TIMEOUT: '20',
  UPSTREAM_DEADLINE: '60',
});

// Red if the proxy variables are ignored. Node uses them too, but no request goes through the proxy twice.
test('the program reaches providers and token endpoints through HTTPS_PROXY, and logs no credentials', async () => {
  const server = await program.startWith(environment());
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ client { name } extensions { totalCount } }' }),
  });
  expect(await response.json()).toEqual({
    data: { client: { name: 'ringme_test' }, extensions: { totalCount: 1 } },
  });
  expect([...new Set(proxy.targets)]).toEqual([`${HOST}:443`]);
  server.signal('SIGTERM');
  await server.exit;
  expect(server.printed()).toContain('"route":"token"');
  expect(server.printed()).not.toContain('sesame');
});

test('the doctor reports the proxy, by its host alone, and the proxy’s problem', async () => {
  const doctor = (variables: Readonly<Record<string, string>>) =>
    new Promise<string>((ended) => {
      execFile(process.execPath, [program.main, 'doctor'], { env: variables }, (_, output, complaint) =>
        ended(output + complaint),
      );
    });
  const output = await doctor(environment());
  expect(output).toMatch(
    new RegExp(` ok +proxy +voicenter +Requests go through the proxy ${proxy.url.host}\\.\n`),
  );
  expect(output).not.toMatch(/sesame|name:/);
  const refused = await doctor({ ...environment(), HTTPS_PROXY: `http://name:open@${proxy.url.host}` });
  expect(refused).toMatch(
    /PROBLEM +reachable +ringme +The proxy rejects the connection\. The proxy requires a name and password/,
  );
  expect(refused).not.toContain('name:open');
});
