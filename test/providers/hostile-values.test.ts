import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCall, aClient, anExtension, numberedUuid } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

/** The requests that providers may receive: their documented paths, with queries that match a grammar. */
const DATE = '\\d{4}-\\d\\d-\\d\\d%20\\d\\d%3A\\d\\d%3A\\d\\d';
const INTENDED = new RegExp(
  [
    '^/voicenter/Comet/api/GetExtensions$',
    '^/ringme/api/ver1\\.0/client/@me/client/$',
    `^/ccrm/publicApi/callHistory\\?dateFrom=${DATE}&dateTo=${DATE}&page=\\d{1,4}$`,
    '^/ccrm/publicApi/notes\\?callHistory=[0-9a-f-]{36}$',
  ].join('|'),
);

const UUID = numberedUuid(0);
const HOSTILE: Readonly<Record<string, string>> = {
  'a path traversal': '../../admin',
  'an encoded path traversal': '%2e%2e%2f%2e%2e%2fadmin',
  'a path traversal after a uuid': `${UUID}/../../admin`,
  'a query string': '?a=b&c=d',
  'a query string after a uuid': `${UUID}&dateFrom=2000-01-01`,
  'a fragment': '#a',
  'another host': '//other.example/',
  'a URL': 'http://other.example/',
  'a user and host': 'user@other.example',
  'line breaks': 'a\r\nX-Injected: 1\r\n\r\nGET / HTTP/1.1',
  'a line break after a uuid': `${UUID}\n`,
  'a null byte': `${UUID}\0`,
  backslashes: '..\\..\\admin',
  'full-width digits': '０'.repeat(36),
  'letters of another script': 'аdmin‮',
  'a lone surrogate': '\ud800',
  'long text': 'a'.repeat(200),
  'an empty string': '',
};

let board: Switchboard;

beforeAll(async () => {
  const data = { calls: [aCall()], notes: {}, client: aClient(), extensions: [anExtension()] };
  board = await startSwitchboard({ sandbox: { data } });
});
afterAll(() => board.close());

const VARIABLES = '$text: String!, $id: ID!, $ids: [ID!]!, $of: [_Any!]!';
const DAY = 'from: "2025-03-12T00:00:00Z", to: "2025-03-13T00:00:00Z"';
/** Every field through which a caller's text may reach a provider. */
const FIELDS = [
  'call(uuid: $id) { uuid notes { uuid } }',
  'client(clientId: $id) { name }',
  'extension(sip: $id) { sip }',
  'extension(speedDial: $text) { sip }',
  'extensions(search: $text) { totalCount }',
  'node(id: $id) { id }',
  'nodes(ids: $ids) { id ... on Call { notes { uuid } } ... on Note { text } }',
  '_entities(representations: $of) { __typename }',
  `calls(workspace: $id, ${DAY}) { totalCount }`,
  `calls(${DAY}, after: $text) { totalCount }`,
  `calls(${DAY}, filter: { phone: $text, internalNumber: $text, flag: $text }) { totalCount }`,
];

/** Queries a field with the variables that it uses, and returns its error codes. */
async function ask(field: string, values: Readonly<Record<string, unknown>>): Promise<readonly unknown[]> {
  const used = VARIABLES.split(', ').filter((each) => new RegExp(`\\${each.split(':')[0]}\\b`).test(field));
  const { errors = [] } = await board.query(`query (${used.join(', ')}) { ${field} }`, values);
  return errors.map(({ extensions }) => extensions?.['code']);
}

const id = (...parts: readonly string[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');

describe('a caller’s text causes no unintended requests to providers', () => {
  test.each(Object.entries(HOSTILE))('%s', async (_, text) => {
    const ids = [
      text,
      id('Call', 'sandbox', text, '2025-03-12 11:24:57'),
      id('Call', 'sandbox', UUID, text),
      id('Call', text, UUID, '2025-03-12 11:24:57'),
      id('Note', 'sandbox', UUID, text, UUID),
      id('Note', 'sandbox', text, '2025-03-12 11:24:57', UUID),
      id('Client', 'sandbox', text),
      id('Extension', 'sandbox', text),
    ];
    const of = [
      ...ids.map((each) => ({ __typename: 'Call', id: each })),
      { __typename: 'Client', clientId: text },
      { __typename: 'Extension', sip: text },
      { __typename: 'Call', uuid: text },
      { __typename: text, id: text },
    ];
    board.sandbox.clearRequests();
    for (const field of FIELDS) {
      const codes = await ask(field, { text, id: text, ids, of });
      expect(codes.filter((code) => code !== 'BAD_USER_INPUT')).toEqual([]);
    }
    const sent = board.sandbox.requests.map(({ path }) => path);
    expect(sent.length).toBeGreaterThan(2);
    expect(sent.filter((path) => !INTENDED.test(path))).toEqual([]);
    expect(board.sandbox.requests.every(({ headers }) => !('x-injected' in headers))).toBe(true);
  });
});

describe('a provider’s text causes no unintended requests to providers', () => {
  test.each(Object.entries(HOSTILE))('%s as a call’s uuid', async (_, uuid) => {
    const calls = [aCall({ uuid, note: 1 })];
    await using other = await startSwitchboard({ sandbox: { data: { calls, notes: { [uuid]: [] } } } });
    await other.query(`{ calls(from: "2025-03-12T00:00:00Z", to: "2025-03-13T00:00:00Z") {
      nodes { id uuid notes { uuid } } } }`);
    const sent = other.sandbox.requests.map(({ path }) => path);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.filter((path) => !INTENDED.test(path))).toEqual([]);
  });
});
