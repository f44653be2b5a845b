import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CallsWithNotesDocument } from '../generated/operations.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { upstreamRequests } from '../support/upstream-requests.js';
import { aCompany, DAY } from '../support/a-company.js';

const WITH_NOTES = [3, 11, 12, 27, 40, 49];
const FEWEST = { callHistory: 1, GetExtensions: 1, client: 1, notes: WITH_NOTES.length };

const ONE_CALL = `uuid notes { uuid } client { clientId } agents { extension { sip } } extension { sip }`;

describe('fifty calls, six of them with notes', () => {
  let board: Switchboard;

  beforeAll(async () => {
    board = await startSwitchboard({ sandbox: { data: aCompany(WITH_NOTES) } });
  });
  afterAll(() => board.close());
  beforeEach(() => board.sandbox.clearRequests());

  test('the main query returns every call with its notes, its agent’s extension and its client', async () => {
    const { data, errors } = await board.query(CallsWithNotesDocument, DAY);
    expect(errors).toBeUndefined();
    expect(data?.calls?.totalCount).toBe(50);
    const nodes = data?.calls?.nodes ?? [];
    expect(nodes).toHaveLength(50);
    expect(nodes.flatMap(({ notes }, index) => (notes?.length === 1 ? [49 - index] : []))).toEqual(
      WITH_NOTES.toReversed(),
    );
    for (const { agents, client } of nodes) {
      expect(agents[0]?.extension?.speedDial).toBe('107');
      expect(client).toEqual({ name: 'ringme_test', timezone: 'Europe/Moscow' });
    }
  });

  test.each([
    ['nodes', `calls(from: $from, to: $to) { totalCount pageInfo { hasNextPage } nodes { ${ONE_CALL} } }`],
    [
      'nodes and edges',
      `calls(from: $from, to: $to) { nodes { ${ONE_CALL} } edges { cursor node { ${ONE_CALL} } } }`,
    ],
    [
      'the same calls under two aliases',
      `a: calls(from: $from, to: $to) { nodes { ${ONE_CALL} } }
       b: calls(from: $from, to: $to) { totalCount nodes { ${ONE_CALL} } }`,
    ],
    [
      'the same calls in both orders',
      `a: calls(from: $from, to: $to, order: NEWEST_FIRST) { nodes { ${ONE_CALL} } }
       b: calls(from: $from, to: $to, order: OLDEST_FIRST) { totalCount nodes { ${ONE_CALL} } }`,
    ],
    [
      'notes under two aliases',
      `calls(from: $from, to: $to) {
        nodes { ${ONE_CALL} all: notes(includeDeleted: true) { uuid } more: notes { text } }
      }`,
    ],
    [
      'notes reached again through their call',
      `calls(from: $from, to: $to) {
        nodes { ${ONE_CALL} notes { call { uuid notes { text call { client { name } } } } } }
      }`,
    ],
    [
      'the client reached from call, extension and root',
      `client { clientId }
       clients { clientId }
       extension(speedDial: "107") { client { clientId } }
       calls(from: $from, to: $to) { nodes { ${ONE_CALL} agents { extension { client { clientId } } } } }`,
    ],
    [
      'the calls reached from root, client and extension',
      `calls(from: $from, to: $to) { totalCount nodes { ${ONE_CALL} } }
       client { calls(from: $from, to: $to) { totalCount nodes { ${ONE_CALL} } } }
       extension(sip: "acmeSIP107") { calls(from: $from, to: $to) { totalCount nodes { ${ONE_CALL} } } }`,
    ],
    [
      'filters and counts over the same range',
      `calls(from: $from, to: $to) { totalCount nodes { ${ONE_CALL} } }
       answered: calls(from: $from, to: $to, filter: { status: [ANSWERED] }) { totalCount }
       busy: calls(from: $from, to: $to, filter: { status: [BUSY] }) { totalCount pageInfo { hasNextPage } }`,
    ],
  ])(
    '%s: requests one page, one extension list, one client, and notes for each call that has some',
    async (_, body) => {
      const { errors } = await board.query(`query ($from: DateTime!, $to: DateTime!) { ${body} }`, DAY);
      expect(errors).toBeUndefined();
      expect(upstreamRequests(board.sandbox)).toEqual(FEWEST);
    },
  );

  test('fields of one provider send no requests to other providers', async () => {
    await board.query(
      'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { nodes { uuid hasNotes agents { internalNumber } } } }',
      DAY,
    );
    expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1 });
  });

  test('the next operation requests everything again', async () => {
    await board.query(CallsWithNotesDocument, DAY);
    await board.query(CallsWithNotesDocument, DAY);
    expect(upstreamRequests(board.sandbox)).toEqual({
      callHistory: 2,
      GetExtensions: 2,
      client: 2,
      notes: 2 * WITH_NOTES.length,
    });
  });
});

test('Note.call sends no further request, however many pages were read after the call', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([0, 10, 20, 30, 40]) } });
  const { behaviour } = board.sandbox;
  behaviour.pageSize = 2;
  const pages = async (note: string) => {
    board.sandbox.clearRequests();
    const { errors } = await board.query(
      `query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { nodes { notes { ${note} } } } }`,
      DAY,
    );
    expect(errors).toBeUndefined();
    return upstreamRequests(board.sandbox)['callHistory'];
  };
  // The first operation learns the page size.
  await pages('uuid');
  expect(await pages('uuid call { uuid }')).toBe(await pages('uuid'));
});

test('sends no notes request for calls without notes', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([]) } });
  const { data } = await board.query(CallsWithNotesDocument, DAY);
  expect(data?.calls?.nodes.every(({ notes }) => notes?.length === 0)).toBe(true);
  expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1, GetExtensions: 1, client: 1 });
});

test('fetches notes concurrently, sixteen at a time', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany(Array.from({ length: 50 }, (_, index) => index)) },
  });
  board.sandbox.behaviour.latencyMs = { notes: 100 };
  const answers = await Promise.all([
    board.query(CallsWithNotesDocument, DAY),
    board.query(CallsWithNotesDocument, DAY),
  ]);
  for (const { data, errors } of answers) {
    expect(errors).toBeUndefined();
    expect(data?.calls?.nodes.every(({ notes }) => notes?.length === 1)).toBe(true);
  }
  expect(board.sandbox.inFlightPeak('notes')).toBe(16);
});
