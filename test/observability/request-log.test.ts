import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CallsWithNotesDocument } from '../generated/operations.js';
import { aCompany, DAY } from '../support/a-company.js';
import { anExtension } from '../support/builders.js';
import { eventually } from '../support/eventually.js';
import { rawUpgrade } from '../support/raw-upgrade.js';
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

test('logs one line per request with its route, operation, status and duration', async () => {
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
  ['an anonymous operation', '{ client { name } }'],
  ['a query with a syntax error', 'query Broken {'],
  ['a query with an unknown field', 'query Wrong { nothing }'],
])('logs no operation name for %s', async (_, query) => {
  await board.query(query);
  expect(await requestLine()).not.toHaveProperty('operation');
});

// Red if a client can make the log grow by the size of its requests.
test('logs at most 200 characters of an operation’s name, whether it is executed or answered again', async () => {
  const name = 'Long'.repeat(20_000);
  for (let time = 1; time <= 3; time += 1) {
    await board.query(`query ${name} { client { name } }`);
    await eventually(() => requests().length === time);
    expect(requests().at(-1)).toMatchObject({ operation: name.slice(0, 200), status: 200 });
  }
});

test('logs neither the text nor the variables of a query', async () => {
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
])('logs a request for %s with the route %s', async (path, route, status) => {
  await fetch(board.url + path);
  expect(await requestLine()).toMatchObject({ method: 'GET', route, status });
  expect(JSON.stringify(board.log)).not.toContain('canary-4711');
});

// Red if the status is that of an upgrade whether or not the request became a WebSocket.
test.each([
  ['an accepted WebSocket', [], 101],
  ['a WebSocket of a foreign page', ['Origin: https://other.example'], 403],
])('logs the status of %s when its connection ends', async (_, headers, status) => {
  const { connection } = await rawUpgrade(board.url, { headers });
  connection.destroy();
  expect(await requestLine()).toMatchObject({ method: 'GET', route: '/graphql', status });
});

test('logs every provider request with its provider, workspace, route, status and duration', async () => {
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

test('the log lines of a circuit breaker name the workspaces that use it', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 503 }];
  for (let count = 0; count < 10; count += 1) await board.query('{ client { name } }');
  const lines = board.log.filter(({ msg }) => msg === 'circuit open');
  expect(lines).toEqual([{ level: 40, provider: 'ringme', workspaces: ['sandbox'], msg: 'circuit open' }]);
});

test('logs omitted records with their workspace', async () => {
  const extensions = [anExtension(), anExtension({ SIP: '' })];
  await using other = await startSwitchboard({ sandbox: { data: { ...aCompany([]), extensions } } });
  await other.query('{ extensions { totalCount } }');
  expect(other.log.filter(({ msg }) => msg === 'records left out')).toMatchObject([
    { provider: 'voicenter', workspace: 'sandbox', route: 'getExtensions', count: 1 },
  ]);
});
