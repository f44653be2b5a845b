import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fastify, { type FastifyInstance } from 'fastify';
import { registerPlayground } from '../../src/http/playground/playground.js';
import { registerSecurityHeaders } from '../../src/http/security-headers.js';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

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

  test('the root serves the page with its script, its workers and the tabs in order', async () => {
    const response = await fetch(url);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(html).toContain('<title>Switchboard</title>');
    expect(html).toContain('src="playground/playground-AAAAAAAA.js"');
    expect(html).toContain('href="playground/playground-BBBBBBBB.css"');
    const { samples, workers } = dataOf(html);
    expect(workers).toEqual({ editor: 'playground/editor.worker-CCCCCCCC.js' });
    expect(samples).toEqual([
      { query: 'query MainQuery { a }', days: 1, variables: {} },
      { query: 'query CallsPage { a }', days: 7, variables: { first: 20, after: null } },
      { query: 'query ExtensionCalls { a }', days: 7, variables: { speedDial: '107' } },
      {
        query: 'query PersonCalls { a }',
        days: 0,
        variables: { filter: { phone: '+48 600 000 523' }, first: 20, after: null },
      },
      {
        query: 'query NoteSearch { a }',
        days: 7,
        variables: { search: 'router bial', first: 20, after: null },
      },
      { query: 'query YearFigures { a }', days: 365, variables: {} },
      {
        query: '# </script>\nmutation UpdateClient { a }',
        days: 0,
        variables: { input: { diskSpaceNotifyThreshold: 80 } },
      },
      { query: 'subscription NewCalls { a }', days: 0, variables: {} },
    ]);
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
    expect(await response.text()).toContain('<title>Switchboard</title>');
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

  test.each(['manifest.json', 'unknown.js', '..%2foperations%2fmain-query.graphql'])(
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

test('a malformed manifest prevents the server from starting', async () => {
  await mkdir(join(folder, 'assets'));
  await writeFile(join(folder, 'assets/manifest.json'), '{"script":"a.js"}');
  await expect(listen()).rejects.toThrow('manifest.json');
});

async function listen(): Promise<string> {
  await registerSecurityHeaders(server);
  await registerPlayground(server, {
    assets: join(folder, 'assets'),
    operations: join(folder, 'operations'),
  });
  return server.listen({ host: '127.0.0.1', port: 0 });
}

async function writeBundle(): Promise<void> {
  const files = {
    'assets/manifest.json': JSON.stringify({
      script: 'playground-AAAAAAAA.js',
      style: 'playground-BBBBBBBB.css',
      workers: { editor: 'editor.worker-CCCCCCCC.js' },
    }),
    'assets/playground-AAAAAAAA.js.gz': gzipSync('start();'),
    'assets/licenses.txt': 'MIT',
    'operations/main-query.graphql': 'query MainQuery { a }',
    'operations/calls-page.graphql': 'query CallsPage { a }',
    'operations/extension-calls.graphql': 'query ExtensionCalls { a }',
    'operations/person-calls.graphql': 'query PersonCalls { a }',
    'operations/note-search.graphql': 'query NoteSearch { a }',
    'operations/year-figures.graphql': 'query YearFigures { a }',
    'operations/update-client.graphql': '# </script>\nmutation UpdateClient { a }',
    'operations/new-calls.graphql': 'subscription NewCalls { a }',
  };
  await mkdir(join(folder, 'assets'));
  await mkdir(join(folder, 'operations'));
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
}

/** The data that the page passes to its script. */
function dataOf(html: string): Record<string, unknown> {
  const text = /<script type="application\/json" id="playground-data">(.*?)<\/script>/.exec(html)?.[1];
  const data: unknown = JSON.parse(text ?? 'null');
  if (typeof data !== 'object' || data === null) throw new Error('The page holds no data.');
  return { ...data };
}
