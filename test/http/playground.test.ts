import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { registerPlayground } from '../../src/http/playground/playground.js';
import { registerSecurityHeaders } from '../../src/http/security-headers.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

const PAGE = '<!doctype html><title>Switchboard</title>';

let folder: string;
let server: FastifyInstance;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'playground-'));
  server = fastify();
  server.get('/graphql', () => ({ answeredBy: 'the graph' }));
  server.post('/graphql', () => ({ answeredBy: 'the graph' }));
});

afterEach(async () => {
  await server.close();
  await rm(folder, { recursive: true });
});

describe('with a bundle', () => {
  let url: string;

  beforeEach(async () => {
    await writeBundle();
    url = await listen();
  });

  test('the root serves the page', async () => {
    const response = await fetch(url);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await response.text()).toBe(PAGE);
  });

  test('the page loads only from its own server and sends no referrer', async () => {
    const { headers } = await fetch(url);
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self';");
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cache-control')).toBe('no-cache');
  });

  test('a browser that opens /graphql gets the page', async () => {
    const response = await fetch(`${url}/graphql`, { headers: BROWSER });
    expect(await response.text()).toBe(PAGE);
    expect(response.headers.get('vary')).toBe('accept');
  });

  test.each([
    ['a client that accepts JSON', '/graphql', { accept: 'application/graphql-response+json' }],
    ['a client that accepts anything', '/graphql', { accept: '*/*' }],
    ['a browser that sends a query', '/graphql?query={__typename}', BROWSER],
  ])('%s gets a GraphQL response', async (_who, path, headers) => {
    const response = await fetch(url + path, { headers });
    expect(await response.json()).toEqual({ answeredBy: 'the graph' });
  });

  test('a POST gets a GraphQL response, whatever its Accept header', async () => {
    const response = await fetch(`${url}/graphql`, { method: 'POST', headers: BROWSER });
    expect(await response.json()).toEqual({ answeredBy: 'the graph' });
  });

  test('a hashed file is cacheable for a year and sent gzipped if the request accepts gzip', async () => {
    const file = `${url}/playground/playground-AAAAAAAA.js`;
    const gzipped = await fetch(file, { headers: { 'accept-encoding': 'gzip, br' } });
    expect(gzipped.headers.get('content-encoding')).toBe('gzip');
    expect(gzipped.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(gzipped.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(await gzipped.text()).toBe('start();');
    const plain = await fetch(file, { headers: { 'accept-encoding': 'identity' } });
    expect(plain.headers.get('content-encoding')).toBeNull();
    expect(await plain.text()).toBe('start();');
  });

  test('a file without a hash in its name is revalidated', async () => {
    const response = await fetch(`${url}/playground/licenses.txt`);
    expect(response.headers.get('cache-control')).toBe('no-cache');
    expect(await response.text()).toBe('MIT');
  });

  test.each(['index.html', 'secret.txt', 'unknown.js', '..%2fsecret.txt'])(
    '%s is not served',
    async (name) => {
      const response = await fetch(`${url}/playground/${name}`);
      expect(response.status).toBe(404);
      await response.body?.cancel();
    },
  );
});

test('without a bundle, the page says how to build it, and GraphQL requests still work', async () => {
  const url = await listen();
  const page = await fetch(url);
  expect(page.status).toBe(503);
  expect(await page.text()).toContain('npm run build');
  const graph = await fetch(`${url}/graphql`);
  expect(await graph.json()).toEqual({ answeredBy: 'the graph' });
});

async function listen(): Promise<string> {
  registerSecurityHeaders(server);
  await registerPlayground(server, join(folder, 'assets'));
  return server.listen({ host: '127.0.0.1', port: 0 });
}

async function writeBundle(): Promise<void> {
  const files = {
    'assets/index.html': PAGE,
    'assets/playground-AAAAAAAA.js.gz': gzipSync('start();'),
    'assets/licenses.txt.gz': gzipSync('MIT'),
    'assets/secret.txt': 'not served',
    'secret.txt': 'not served',
  };
  await mkdir(join(folder, 'assets'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}
