import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TrustedDocumentsMode } from '../../src/config/settings.js';
import { buildGraphSchema } from '../../src/graph/schema/build-schema.js';
import { readManifest } from '../../src/operations/trusted-documents/manifest.js';
import { CallsWithNotesDocument } from '../generated/operations.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { rawExchange, rawRequest, statusesOf } from '../support/raw-http.js';
import { aGraphRoute } from './a-graph-route.js';

const CLIENT = 'query Name { client { name } }';
const WRITE = 'mutation Zone { updateClient(input: { timezone: "UTC" }) { client { name } } }';
const OTHER = 'query Other { client { clientId } }';
const ANSWER = { data: { client: { name: 'ringme_test' } } };
const OTHER_ANSWER = { data: { client: { clientId: '12' } } };

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const persisted = (text: string) => ({ persistedQuery: { version: 1, sha256Hash: sha256(text) } });

const folder = mkdtempSync(join(tmpdir(), 'trusted-'));
afterAll(() => rmSync(folder, { recursive: true }));

function manifestOf(documents: Readonly<Record<string, unknown>> | string): string {
  const path = join(folder, `${sha256(JSON.stringify(documents))}.json`);
  writeFileSync(path, typeof documents === 'string' ? documents : JSON.stringify(documents));
  return path;
}

const start = (mode: TrustedDocumentsMode) =>
  startSwitchboard({
    sandbox: { data: aCompany([0]) },
    trustedDocuments: {
      mode,
      manifest: manifestOf({ [`sha256:${sha256(CLIENT)}`]: CLIENT, [sha256(WRITE)]: WRITE }),
    },
  });

async function post(board: Switchboard, body: Readonly<Record<string, unknown>>) {
  const response = await fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

async function get(board: Switchboard, parameters: Readonly<Record<string, string>>) {
  const response = await fetch(`${board.url}/graphql?${new URLSearchParams(parameters).toString()}`);
  return { status: response.status, body: await response.json() };
}

const refusal = (status: number, code: string) => ({
  status,
  body: { errors: [expect.objectContaining({ extensions: expect.objectContaining({ code }) })] },
});

describe.each<TrustedDocumentsMode>(['off', 'log', 'enforce'])('in the mode %s', (mode) => {
  let board: Switchboard;

  beforeAll(async () => {
    board = await start(mode);
  });
  afterAll(() => board.close());
  beforeEach(() => board.sandbox.clearRequests());

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['its identifier', { documentId: `sha256:${sha256(CLIENT)}` }],
    ['its hash as an identifier', { documentId: sha256(CLIENT), query: null, extensions: null }],
    ['its identifier with an empty text', { documentId: sha256(CLIENT), query: '' }],
    ['Apollo’s hash', { extensions: persisted(CLIENT) }],
    ['Apollo’s hash with an empty text', { query: '', extensions: persisted(CLIENT) }],
    ['its text', { query: CLIENT }],
    ['its text with Apollo’s hash', { query: CLIENT, extensions: persisted(CLIENT) }],
  ])('executes a document of the manifest by %s', async (_, body) => {
    expect(await post(board, { ...body, operationName: 'Name' })).toEqual({ status: 200, body: ANSWER });
    const parameters = Object.entries(body).flatMap(([name, value]): [string, string][] => {
      if (value === null) return [];
      return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
    });
    expect(await get(board, Object.fromEntries(parameters))).toEqual({ status: 200, body: ANSWER });
  });

  test.each([
    ['of another text', { documentId: `sha256:${sha256(OTHER)}` }],
    ['in uppercase', { documentId: sha256(CLIENT).toUpperCase() }],
    ['of another hash algorithm', { documentId: `md5:${sha256(CLIENT)}` }],
    ['with a trailing line break', { documentId: `${sha256(CLIENT)}\n` }],
    ['that is a property of Object.prototype', { documentId: '__proto__' }],
  ])('rejects an identifier %s as unknown', async (_, body) => {
    expect(await post(board, body)).toEqual(refusal(400, 'PERSISTED_QUERY_NOT_FOUND'));
    expect(await get(board, body)).toEqual(refusal(400, 'PERSISTED_QUERY_NOT_FOUND'));
    expect(board.sandbox.requests).toEqual([]);
  });

  test('treats an empty identifier as unknown in a body, and as absent in a URL', async () => {
    expect(await post(board, { documentId: '' })).toEqual(refusal(400, 'PERSISTED_QUERY_NOT_FOUND'));
    expect(await get(board, { documentId: '', query: CLIENT })).toEqual({ status: 200, body: ANSWER });
  });

  test('rejects an identifier together with a text, and an identifier that is not a string', async () => {
    const documentId = sha256(CLIENT);
    expect(await post(board, { documentId, query: OTHER })).toEqual(refusal(400, 'BAD_REQUEST'));
    expect(await get(board, { documentId, query: OTHER })).toEqual(refusal(400, 'BAD_REQUEST'));
    expect(await post(board, { documentId: [documentId] })).toEqual(refusal(400, 'BAD_REQUEST'));
    const twice = `${board.url}/graphql?documentId=${documentId}&documentId=${documentId}`;
    expect((await fetch(twice)).status).toBe(400);
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each([
    ['of another text', { version: 1, sha256Hash: sha256(OTHER) }],
    ['of another version', { version: 2, sha256Hash: sha256(CLIENT) }],
    ['that is a list', { version: 1, sha256Hash: [sha256(CLIENT)] }],
    ['that is not an object', 1],
  ])('rejects a text with an Apollo hash %s', async (_, persistedQuery) => {
    const extensions = { persistedQuery };
    expect(await post(board, { query: CLIENT, extensions })).toEqual(refusal(400, 'BAD_REQUEST'));
    expect(board.sandbox.requests).toEqual([]);
  });

  test('doesn’t execute a mutation of the manifest by GET', async () => {
    expect((await get(board, { documentId: sha256(WRITE) })).status).toBe(405);
    expect(board.sandbox.requests).toEqual([]);
  });

  test('answers an unknown Apollo hash with PersistedQueryNotFound, so that the client sends the text', async () => {
    const answer = await post(board, { extensions: persisted('query Never { client { name } }') });
    expect(answer).toEqual(refusal(200, 'PERSISTED_QUERY_NOT_FOUND'));
    expect(answer.body.errors[0].message).toBe('PersistedQueryNotFound');
    expect(await post(board, { query: '', extensions: persisted('{ a }') })).toEqual(
      refusal(200, 'PERSISTED_QUERY_NOT_FOUND'),
    );
  });
});

test.each<TrustedDocumentsMode>(['off', 'log'])('in the mode %s, executes other documents', async (mode) => {
  await using board = await start(mode);
  expect(await post(board, { query: OTHER })).toEqual({ status: 200, body: OTHER_ANSWER });
  await post(board, { query: OTHER, extensions: persisted(OTHER) });
  expect(await post(board, { extensions: persisted(OTHER) })).toEqual({ status: 200, body: OTHER_ANSWER });
  await post(board, { query: CLIENT });
  const lines = board.log.filter(({ msg }) => msg === 'untrusted document');
  const line = expect.objectContaining({ operation: 'Other', sha256: sha256(OTHER) });
  expect(lines).toEqual(mode === 'log' ? [line, line, line] : []);
  expect(JSON.stringify(board.log)).not.toContain('clientId');
});

test('in the mode log, logs at most 200 characters of an operation’s name', async () => {
  await using board = await start('log');
  const name = 'Long'.repeat(20_000);
  await post(board, { query: `query ${name} { client { clientId } }` });
  const [line] = board.log.filter(({ msg }) => msg === 'untrusted document');
  expect(line).toMatchObject({ operation: name.slice(0, 200) });
});

describe('in the mode enforce, rejects all other documents (guard: resolveDocument)', () => {
  let board: Switchboard;

  beforeAll(async () => {
    board = await start('enforce');
  });
  afterAll(() => board.close());
  beforeEach(() => board.sandbox.clearRequests());

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['another text', { query: OTHER }],
    ['a text that differs by a space', { query: `${CLIENT} ` }],
    ['a text with its own hash', { query: OTHER, extensions: persisted(OTHER) }],
    ['introspection', { query: '{ __schema { queryType { name } } }' }],
    ['the subgraph schema', { query: '{ _service { sdl } }' }],
    ['a syntax error', { query: '{' }],
  ])('%s', async (_, body) => {
    expect(await post(board, body)).toEqual(refusal(400, 'BAD_USER_INPUT'));
    const query = String(body['query']);
    expect(await get(board, { query, extensions: JSON.stringify(body['extensions'] ?? {}) })).toEqual(
      refusal(400, 'BAD_USER_INPUT'),
    );
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['a query that is not a string', { query: [OTHER] }],
    ['an empty query', { query: '' }],
    ['no query', { variables: {} }],
    ['a batch', [{ query: OTHER }] as unknown as Readonly<Record<string, unknown>>],
    [
      'a hash that is a list',
      { extensions: { persistedQuery: { version: 1, sha256Hash: [sha256(OTHER)] } } },
    ],
  ])('%s', async (_, body) => {
    const answer = await post(board, body);
    expect(answer.body.data).toBeUndefined();
    expect(answer.body.errors).toHaveLength(1);
    expect(board.sandbox.requests).toEqual([]);
  });

  test('ignores a query in the URL of a POST, and rejects two queries in the URL of a GET', async () => {
    const address = `${board.url}/graphql?query=${encodeURIComponent(OTHER)}`;
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(address, {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: CLIENT }),
    });
    expect(await response.json()).toEqual(ANSWER);
    expect((await fetch(`${address}&query=${encodeURIComponent(CLIENT)}`)).status).toBe(400);
  });
});

describe('the manifest check and the executor read the same parameters (guard: graphql-parameters.ts)', () => {
  const encoded = encodeURIComponent;

  test.each<[string, string]>([
    ['a URL fragment after the query', `query=${encoded(OTHER)}#&query=${encoded(CLIENT)}`],
    ['an empty URL fragment', `query=${encoded(CLIENT)}#`],
    ['a duplicate query', `query=${encoded(CLIENT)}&query=${encoded(OTHER)}`],
    ['a duplicate query, one with an encoded name', `query=${encoded(CLIENT)}&%71uery=${encoded(OTHER)}`],
    ['duplicate variables', `query=${encoded(CLIENT)}&variables={}&variables={}`],
    ['an empty query besides another one', `query=&query=${encoded(OTHER)}`],
  ])('rejects %s in every mode', async (_, search) => {
    for (const mode of ['off', 'enforce'] as const) {
      await using board = await start(mode);
      const answers = await rawExchange(board.url, rawRequest(`GET /graphql?${search}`));
      expect(statusesOf(answers)).toEqual([400]);
      const stream = rawRequest(`GET /graphql?${search}`, ['Accept: text/event-stream']);
      expect(statusesOf(await rawExchange(board.url, stream))).toEqual([400]);
      expect(board.sandbox.requests).toEqual([]);
    }
  });

  test('Apollo checks each document again before it executes it (guard: createManifestCheck)', async () => {
    const trustedDocuments = { mode: 'enforce', manifest: manifestOf({ [sha256(CLIENT)]: CLIENT }) } as const;
    // Without the hook that checks it first.
    const fastify = await aGraphRoute({ trustedDocuments });
    const ask = (query: string) => fastify.inject({ method: 'POST', url: '/graphql', payload: { query } });
    expect((await ask(CLIENT)).json()).toHaveProperty('data');
    const rejected = (await ask(OTHER)).json();
    expect(rejected).toHaveProperty('errors.0.extensions.code', 'BAD_USER_INPUT');
    expect(rejected).not.toHaveProperty('data');
    await fastify.close();
  });
});

describe('a manifest is rejected at startup because of', () => {
  const bad = '{ client { nothing } }';

  test.each<[string, string, Readonly<Record<string, unknown>> | string]>([
    [
      'a wrong hash',
      `trustedDocuments.manifest: expected a document with the hash ${sha256(OTHER)}`,
      { [sha256(OTHER)]: CLIENT },
    ],
    [
      'an unknown field',
      `trustedDocuments.manifest: expected the document ${sha256(bad)} to be valid in the schema`,
      { [sha256(bad)]: bad, [sha256(CLIENT)]: CLIENT },
    ],
    [
      'a document with a syntax error',
      `trustedDocuments.manifest: expected the document ${sha256('{')} to be valid in the schema`,
      { [sha256('{')]: '{' },
    ],
    [
      'a document that is not a string',
      `trustedDocuments.manifest: expected a document with the hash ${sha256('')}`,
      { [sha256('')]: 1 },
    ],
    [
      'a name that is not a hash',
      'trustedDocuments.manifest: expected only SHA-256 hashes as names, in lower-case hexadecimal',
      { Name: CLIENT, Other: OTHER },
    ],
    [
      'a file that is not JSON',
      'trustedDocuments.manifest: expected a JSON object that maps hashes to documents',
      'nonsense',
    ],
    [
      'a list at the top level',
      'trustedDocuments.manifest: expected a JSON object that maps hashes to documents',
      '[]',
    ],
  ])('%s', async (_, message, documents) => {
    await expect(readManifest(manifestOf(documents), await buildGraphSchema())).rejects.toHaveProperty(
      'message',
      `Invalid settings:\n  ${message}`,
    );
  });

  test('a missing file', async () => {
    await expect(readManifest(join(folder, 'nothing.json'), await buildGraphSchema())).rejects.toThrow(
      'the path of a readable file',
    );
  });
});

test('the generated manifest contains the documents exactly as typed clients send them', async () => {
  const manifest = 'schema/trusted-documents.json';
  expect(Object.keys(JSON.parse(readFileSync(manifest, 'utf8'))).length).toBeGreaterThan(3);
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    trustedDocuments: { mode: 'enforce', manifest },
  });
  const { data, errors } = await board.query(CallsWithNotesDocument, DAY);
  expect(errors).toBeUndefined();
  expect(data).toHaveProperty('calls');
});
