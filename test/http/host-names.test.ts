import { afterEach, describe, expect, test } from '@jest/globals';
import { aClient } from '../support/builders.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';
import { rawExchange, rawRequest, statusesOf } from '../support/raw-http.js';

const QUERY = encodeURIComponent('{ client { name } }');
const READ = `/graphql?query=${QUERY}`;
const auth = anAuth([anApiKey('ewa', { workspaces: ['sandbox'] })]);

let board: Switchboard;

afterEach(() => board.close());

async function start(options: SwitchboardOptions = {}): Promise<void> {
  board = await startSwitchboard({ sandbox: { data: { client: aClient() } }, ...options });
}

async function ask(host: string, target = READ, ...headers: readonly string[]): Promise<readonly number[]> {
  const head = [`GET ${target} HTTP/1.1`, `Host: ${host}`, 'Connection: close', 'X-API-Key: ewa', ...headers];
  const lines = [...head, 'Apollo-Require-Preflight: true', '', ''];
  return statusesOf(await rawExchange(board.url, lines.join('\r\n')));
}

describe('without authentication (guard: host-names.ts)', () => {
  test.each([
    'localhost',
    'LocalHost:4000',
    '127.0.0.1:4000',
    '127.1.2.3',
    '[::1]:4000',
    'app.localhost',
    'localhost.',
  ])('serves requests for the loopback name %s', async (host) => {
    await start();
    expect(await ask(host)).toEqual([200]);
  });

  test.each([
    'rebound.example.com',
    'rebound.example.com:4000',
    '192.168.0.1',
    'localhost.example.com',
    'notlocalhost',
    '[',
    '[::1',
    'a b',
    '127.0.0.1@example.com',
  ])('rejects requests for %s with 421: no data, no playground, no metrics', async (host) => {
    await start();
    for (const target of [READ, '/graphql', '/', '/metrics']) {
      expect(await ask(host, target, 'Accept: text/html')).toEqual([421]);
    }
    expect(board.sandbox.requests).toEqual([]);
  });

  test('serves requests for names in server.hosts, and health checks for any name', async () => {
    await start({ server: { hosts: ['graph.example.com'] } });
    expect(await ask('Graph.Example.com:443')).toEqual([200]);
    expect(await ask('other.example.com')).toEqual([421]);
    expect(await ask('10.1.2.3:4000', '/health/live')).toEqual([200]);
  });

  test('rejects a WebSocket upgrade for any other name', async () => {
    await start();
    const upgrade = [
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ];
    const head = [
      'GET /graphql HTTP/1.1',
      'Host: rebound.example.com',
      'Connection: Upgrade',
      ...upgrade,
      '',
      '',
    ];
    expect(statusesOf(await rawExchange(board.url, head.join('\r\n')))).toEqual([421]);
  });
});

describe('with authentication', () => {
  test.each(['graph.example.com', '10.1.2.3:4000', '['])(
    'serves requests for %s if server.hosts is not set',
    async (host) => {
      await start({ auth });
      expect(await ask(host)).toEqual([200]);
    },
  );

  // Red if a proxy in front could take another host name than Switchboard does.
  test('rejects requests with two host names', async () => {
    await start({ auth });
    expect(await ask('graph.example.com', READ, 'host: graph.example.com')).toEqual([400]);
    expect(await ask('graph.example.com', '/health/live', 'HOST: 10.1.2.3')).toEqual([400]);
    const bytes = rawRequest('GET /health/live', ['Host: 10.1.2.3']);
    expect(await rawExchange(board.url, bytes)).toContain(
      '"The request has several `Host` headers; expected one."',
    );
  });

  test('takes the host name from an absolute URL, if there is one', async () => {
    await start({ auth, server: { hosts: ['graph.example.com'] } });
    expect(await ask('graph.example.com', `http://other.example.com${READ}`)).toEqual([421]);
    expect(await ask('other.example.com', `http://graph.example.com:80${READ}`)).toEqual([200]);
  });

  test('serves only the names in server.hosts', async () => {
    await start({ auth, server: { hosts: ['graph.example.com'] } });
    expect(await ask('graph.example.com')).toEqual([200]);
    expect(await ask('localhost')).toEqual([421]);
  });
});
