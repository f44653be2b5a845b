import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Sandbox } from '../../../src/sandbox/sandbox.js';
import { encodeCursor } from '../../../src/graph/relay/cursor.js';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { aCompany, DAY } from '../../support/a-company.js';

const CALLS = `query (
  $from: DateTime!, $to: DateTime!, $workspace: ID, $order: CallOrder, $first: Int, $after: String, $filter: CallFilter
) {
  calls(workspace: $workspace, from: $from, to: $to, order: $order, first: $first, after: $after, filter: $filter) {
    totalCount nodes { uuid } pageInfo { endCursor }
  }
}`;

const twoWorkspaces = (sandbox: Sandbox) =>
  ['acme', 'globex'].map((id) => ({ ...sandboxWorkspace(sandbox), id }));

let board: Switchboard;
let cursor: string;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([]) }, workspaces: twoWorkspaces });
  const { data } = await board.query<{ calls: { pageInfo: { endCursor: string } } }>(CALLS, {
    ...DAY,
    workspace: 'acme',
    first: 5,
  });
  cursor = data?.calls.pageInfo.endCursor ?? '';
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

async function expectBadInput(variables: object, argument: string): Promise<void> {
  const { data, errors } = await board.query(CALLS, { ...DAY, workspace: 'acme', ...variables });
  expect(data).toEqual({ calls: null });
  expect(errors).toMatchObject([{ path: ['calls'], extensions: { code: 'BAD_USER_INPUT' } }]);
  expect(errors?.[0]?.message).toMatch(new RegExp(`^${argument}: `));
  expect(board.sandbox.requests).toEqual([]);
}

test('accepts the cursor with unchanged arguments', async () => {
  const { data, errors } = await board.query<{ calls: { nodes: unknown[] } }>(CALLS, {
    ...DAY,
    workspace: 'acme',
    after: cursor,
  });
  expect(errors).toBeUndefined();
  expect(data?.calls.nodes).toHaveLength(45);
});

describe('rejects without an upstream request', () => {
  test.each([
    ['of another workspace', { workspace: 'globex' }],
    ['of another range start', { from: '2025-03-12T00:00:01+01:00' }],
    ['of another range end', { to: '2025-03-12T23:59:59+01:00' }],
    ['of another order', { order: 'OLDEST_FIRST' }],
  ])('a cursor %s', (_, variables) => expectBadInput({ ...variables, after: cursor }, 'after'));

  const list = ['calls', 'acme', Date.parse(DAY.from), Date.parse(DAY.to), 'NEWEST_FIRST'];

  test.each([
    ['empty', ''],
    ['not base64', '!'],
    ['not JSON', 'bm90IGpzb24'],
    ['not a list', Buffer.from('{"0":"calls"}').toString('base64url')],
    ['a list without a position', encodeCursor(list, [])],
    ['half a position', encodeCursor(list, [1741773600000])],
    ['a position with the wrong types', encodeCursor(list, ['1741773600000', 'x'])],
    ['a position with fractional milliseconds', encodeCursor(list, [1741773600000.5, 'x'])],
    ['a position with another text than a uuid', encodeCursor(list, [1741773600000, '\0'])],
    ['too long a position', encodeCursor(list, [1741773600000, 'x', 'y'])],
    ['a cursor for extensions', encodeCursor(['extensions', 'acme'], ['a', 'b'])],
  ])('a cursor that is %s', (_, after) => expectBadInput({ after }, 'after'));

  test.each([0, -1, 1001, 2 ** 31 - 1])('first: %d', (first) => expectBadInput({ first }, 'first'));

  test('a range that ends before it starts', () => expectBadInput({ from: DAY.to, to: DAY.from }, 'to'));

  test.each(['calls(', 'notes(search: "a", '])(
    'a start in the future without an end: %s…)',
    async (field) => {
      const query = `{ ${field}workspace: "acme", from: "9999-01-01T00:00:00Z") { totalCount } }`;
      const { errors } = await board.query(query);
      const message = 'from: must not be in the future unless to is given';
      expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
      expect(board.sandbox.requests).toEqual([]);
    },
  );

  test.each([
    ['an internal number without digits', { internalNumber: ' *' }, 'filter.internalNumber'],
    ['a phone number without digits', { phone: '+' }, 'filter.phone'],
    // Red if one of them counts as the number: PostgreSQL’s archive fails on it, so that years are read live.
    ['a phone number of extensions only', { phone: 'ext 5 #7' }, 'filter.phone'],
    ['a blank contact', { contact: ' ' }, 'filter.contact'],
    ['a blank flag', { flag: ' ' }, 'filter.flag'],
    ['a negative minimum duration', { minDurationSeconds: -1 }, 'filter.minDurationSeconds'],
    ['a negative maximum duration', { maxDurationSeconds: -1 }, 'filter.maxDurationSeconds'],
    [
      'a maximum duration below the minimum',
      { minDurationSeconds: 10, maxDurationSeconds: 9 },
      'filter.maxDurationSeconds',
    ],
  ])('%s', (_, filter, argument) => expectBadInput({ filter }, argument));

  test.each([
    ['an unknown workspace', { workspace: 'initech' }],
    ['a missing workspace if there are two', { workspace: null }],
  ])('%s', (_, variables) => expectBadInput(variables, 'workspace'));

  test.each([
    ['a date without a time', { from: '2025-03-12' }],
    ['a number', { from: 1741773600000 }],
    ['a fractional first', { first: 1.5 }],
    ['an unknown order', { order: 'RANDOM' }],
    ['an unknown status', { filter: { status: ['LOST'] } }],
    ['an unknown filter field', { filter: { color: 'red' } }],
  ])('%s as a variable', async (_, variables) => {
    const { data, errors } = await board.query(CALLS, { ...DAY, workspace: 'acme', ...variables });
    expect(data).toBeUndefined();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(board.sandbox.requests).toEqual([]);
  });
});
