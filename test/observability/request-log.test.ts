import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CallsWithNotesDocument } from '../generated/operations.js';
import { aCompany, DAY } from '../support/a-company.js';
import { anExtension } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

let board: Switchboard;

beforeEach(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([0]) } });
});
afterEach(() => board.close());

const requests = () => board.log.filter(({ msg }) => msg === 'request');

async function requestLine(): Promise<unknown> {
  await eventually(() => requests().length > 0);
  expect(requests()).toHaveLength(1);
  return requests()[0];
}

test('a request is one line with its route, operation, status and milliseconds', async () => {
  await board.query(CallsWithNotesDocument, DAY);
  expect(await requestLine()).toEqual({
    level: 30,
    msg: 'request',
    requestId: expect.any(String),
    method: 'POST',
    route: '/graphql',
    operation: 'CallsWithNotes',
    status: 200,
    ms: expect.any(Number),
  });
});

test.each([
  ['an operation without a name', '{ client { name } }'],
  ['a query with an error of syntax', 'query Broken {'],
  ['a query of an unknown field', 'query Wrong { nothing }'],
])('%s has none in the log', async (_, query) => {
  await board.query(query);
  expect(await requestLine()).not.toHaveProperty('operation');
});

test('the text of a query and its variables are not logged, wherever they stand', async () => {
  const query = 'query Search($text: String) { extensions(search: $text) { nodes { name } } }';
  const search = new URLSearchParams({ query, variables: '{"text":"canary-4711"}' });
  await fetch(`${board.url}/graphql?${search.toString()}`, {
    headers: { 'content-type': 'application/json' },
  });
  expect(await requestLine()).toMatchObject({ method: 'GET', route: '/graphql', operation: 'Search' });
  expect(JSON.stringify(board.log)).not.toMatch(/canary-4711|totalCount|nodes/);
});

test.each([
  ['/health/live', '/health/live', 200],
  ['/canary-4711?canary-4711', 'none', 404],
])('a request for %s is logged as %s', async (path, route, status) => {
  await fetch(board.url + path);
  expect(await requestLine()).toMatchObject({ method: 'GET', route, status });
  expect(JSON.stringify(board.log)).not.toContain('canary-4711');
});

test('every request to a provider is a line with provider, workspace, route, status and milliseconds', async () => {
  await board.query(CallsWithNotesDocument, DAY);
  const lines = board.log.filter(({ msg }) => msg === 'upstream request');
  expect(lines.map(({ provider, route }) => `${String(provider)} ${String(route)}`).sort()).toEqual([
    'ccrm callHistory',
    'ccrm notes',
    'ringme client',
    'voicenter getExtensions',
  ]);
  for (const line of lines) {
    expect(line).toMatchObject({ workspace: 'sandbox', status: 200, ms: expect.any(Number) });
  }
});

test('a circuit’s lines name the workspaces that use it', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 503 }];
  for (let count = 0; count < 10; count += 1) await board.query('{ client { name } }');
  const lines = board.log.filter(({ msg }) => msg === 'circuit open');
  expect(lines).toEqual([{ level: 40, provider: 'ringme', workspaces: ['sandbox'], msg: 'circuit open' }]);
});

test('records that are left out are a line with their workspace', async () => {
  const extensions = [anExtension(), anExtension({ SIP: '' })];
  await using other = await startSwitchboard({ sandbox: { data: { ...aCompany([]), extensions } } });
  await other.query('{ extensions { totalCount } }');
  expect(other.log.filter(({ msg }) => msg === 'records left out')).toMatchObject([
    { provider: 'voicenter', workspace: 'sandbox', route: 'getExtensions', count: 1 },
  ]);
});
