import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, anExtension, manyCalls, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { DAY } from '../../support/a-company.js';

interface Page {
  readonly nodes: readonly { readonly uuid: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly uuid: string } }[];
  readonly totalCount: number | null;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

const PAGE = `query ($from: DateTime!, $to: DateTime!, $order: CallOrder, $first: Int, $after: String, $filter: CallFilter) {
  calls(from: $from, to: $to, order: $order, first: $first, after: $after, filter: $filter) {
    nodes { uuid }
    edges { cursor node { uuid } }
    totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

let board: Switchboard;

beforeEach(async () => {
  const calls = manyCalls(10, { from: '2025-03-12 08:00:00', to: '2025-03-12 18:00:00' });
  board = await startSwitchboard({ sandbox: { data: { calls, extensions: [anExtension()] } } });
});
afterEach(() => board.close());

async function pageOf(variables: Readonly<Record<string, unknown>> = {}): Promise<Page> {
  const { data, errors } = await board.query<{ calls: Page }>(PAGE, { ...DAY, ...variables });
  expect(errors).toBeUndefined();
  if (data?.calls === undefined) throw new Error('no page');
  return data.calls;
}

/** Reads every call from the first page to the last and calls `between` after each page. */
async function everyPage(variables: object, between: () => void = () => undefined): Promise<string[]> {
  const uuids: string[] = [];
  let after: string | null = null;
  do {
    const page: Page = await pageOf({ ...variables, after });
    uuids.push(...page.nodes.map(({ uuid }) => uuid));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
    between();
  } while (after !== null);
  return uuids;
}

const OLDEST_FIRST = Array.from({ length: 10 }, (_, index) => numberedUuid(index));

test.each([
  ['omitted', {}, OLDEST_FIRST.toReversed()],
  ['null', { order: null }, OLDEST_FIRST.toReversed()],
  ['NEWEST_FIRST', { order: 'NEWEST_FIRST' }, OLDEST_FIRST.toReversed()],
  ['OLDEST_FIRST', { order: 'OLDEST_FIRST' }, OLDEST_FIRST],
])('sorts nodes and edges with the order %s', async (_, variables, expected) => {
  const page = await pageOf(variables);
  expect(page.nodes.map(({ uuid }) => uuid)).toEqual(expected);
  expect(page.edges.map(({ node }) => node.uuid)).toEqual(expected);
  expect(page.pageInfo).toEqual({
    hasNextPage: false,
    hasPreviousPage: false,
    startCursor: page.edges[0]?.cursor,
    endCursor: page.edges.at(-1)?.cursor,
  });
});

test('sorts calls of the same second by uuid, in both orders', async () => {
  board.sandbox.data.calls = [2, 0, 3, 1].map((index) => aCall({ uuid: numberedUuid(index) }));
  const expected = [0, 1, 2, 3].map(numberedUuid);
  expect(await everyPage({ first: 1, order: 'OLDEST_FIRST' })).toEqual(expected);
  expect(await everyPage({ first: 1, order: 'NEWEST_FIRST' })).toEqual(expected.toReversed());
});

describe.each(['NEWEST_FIRST', 'OLDEST_FIRST'])('pagination, %s', (order) => {
  const expected = order === 'OLDEST_FIRST' ? OLDEST_FIRST : OLDEST_FIRST.toReversed();

  test.each([1, 3, 5, 10, 1000])('pages of %d return every call exactly once', async (first) => {
    expect(await everyPage({ first, order })).toEqual(expected);
  });

  test('a middle page has previous and next pages, and the totalCount of the whole range', async () => {
    const { pageInfo } = await pageOf({ first: 3, order });
    const page = await pageOf({ first: 3, order, after: pageInfo.endCursor });
    expect(page.nodes.map(({ uuid }) => uuid)).toEqual(expected.slice(3, 6));
    expect(page).toMatchObject({ totalCount: 10, pageInfo: { hasNextPage: true, hasPreviousPage: true } });
  });

  test('calls that arrive or disappear between two pages cause no missing or duplicate calls', async () => {
    let next = 100;
    const uuids = await everyPage({ first: 2, order }, () => {
      const { calls } = board.sandbox.data;
      const arrived = [
        aCall({ uuid: numberedUuid(next++), callDate: '2025-03-12 07:00:00' }),
        aCall({ uuid: numberedUuid(next++), callDate: '2025-03-12 23:00:00' }),
      ];
      // Removes the call at the end of the previous page.
      const gone = next === 102 ? expected[1] : undefined;
      board.sandbox.data.calls = [...calls.filter(({ uuid }) => uuid !== gone), ...arrived];
      if (next > 130) throw new Error('the pages never end');
    });
    expect(new Set(uuids).size).toBe(uuids.length);
    expect(uuids.filter((uuid) => OLDEST_FIRST.includes(uuid))).toEqual(expected);
  });
});

describe('totalCount and hasNextPage', () => {
  beforeEach(() => {
    board.sandbox.data.calls = board.sandbox.data.calls.map((call, index) =>
      index % 2 === 0 ? { ...call, status: 'BUSY' } : call,
    );
  });

  test.each([
    ['the whole range', {}, 10, false],
    ['a page of the range', { first: 4 }, 10, true],
    ['a page that ends with the range', { first: 10 }, 10, false],
    ['a filtered range', { filter: { status: ['BUSY'] } }, 5, false],
    ['a page of a filtered range', { filter: { status: ['BUSY'] }, first: 2 }, 5, true],
    ['a page that ends with the last match', { filter: { status: ['BUSY'] }, first: 5 }, 5, false],
    ['a filter without matches', { filter: { service: ['FAX'] } }, 0, false],
    ['a filter without conditions', { filter: {} }, 10, false],
    ['a part of the day', { from: '2025-03-12T12:00:00+01:00', to: '2025-03-12T15:00:00+01:00' }, 3, false],
    ['an empty range', { from: DAY.from, to: DAY.from }, 0, false],
  ])('are correct for %s', async (_, variables, totalCount, hasNextPage) => {
    expect(await pageOf(variables)).toMatchObject({ totalCount, pageInfo: { hasNextPage } });
  });

  test('are the same under every alias', async () => {
    const calls = manyCalls(1500, { from: '2025-03-12 00:00:00', to: '2025-03-12 23:00:00' });
    board.sandbox.data.calls = calls.map((call, index) =>
      index % 1499 === 0 ? { ...call, status: 'BUSY' } : { ...call, status: 'ANSWERED' },
    );
    const { data } = await board.query(
      `query ($from: DateTime!, $to: DateTime!) {
        calls(from: $from, to: $to, first: 1, filter: { status: [BUSY] }) {
          a: pageInfo { hasNextPage } b: pageInfo { hasNextPage }
        }
      }`,
      DAY,
    );
    expect(data).toEqual({ calls: { a: { hasNextPage: true }, b: { hasNextPage: true } } });
  });

  test('an empty page has no cursors', async () => {
    const { pageInfo, edges } = await pageOf({ filter: { service: ['FAX'] } });
    expect(edges).toEqual([]);
    expect(pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });

  test('an empty range sends no upstream request', async () => {
    await pageOf({ from: DAY.from, to: DAY.from });
    expect(board.sandbox.requests).toEqual([]);
  });

  test('a filtered range of more than 20,000 calls isn’t counted', async () => {
    board.sandbox.data.calls = manyCalls(20_001, { from: '2025-03-12 00:00:00', to: '2025-03-12 23:00:00' });
    const page = await pageOf({ first: 1, filter: { status: ['ANSWERED'] } });
    expect(page).toMatchObject({ totalCount: null, pageInfo: { hasNextPage: true } });
    expect(await pageOf({ first: 1 })).toMatchObject({ totalCount: 20_001 });
  });
});

test('first defaults to 50 if it is omitted or null', async () => {
  board.sandbox.data.calls = manyCalls(60, { from: '2025-03-12 08:00:00', to: '2025-03-12 18:00:00' });
  expect((await pageOf()).nodes).toHaveLength(50);
  expect((await pageOf({ first: null })).nodes).toHaveLength(50);
});

test('Query.calls, Client.calls and Extension.calls return the same pages with the same cursors', async () => {
  const { pageInfo } = await pageOf({ first: 2 });
  const selection = `calls(from: $from, to: $to, first: 3, after: $after) {
    edges { cursor node { id } } totalCount pageInfo { hasNextPage hasPreviousPage endCursor }
  }`;
  const { data, errors } = await board.query<{
    calls: unknown;
    client: { calls: unknown };
    extension: { calls: unknown };
  }>(
    `query ($from: DateTime!, $to: DateTime!, $after: String) {
      ${selection} client { ${selection} } extension(sip: "acmeSIP107") { ${selection} }
    }`,
    { ...DAY, after: pageInfo.endCursor },
  );
  expect(errors).toBeUndefined();
  expect(data?.calls).toMatchObject({ totalCount: 10, pageInfo: { hasNextPage: true } });
  expect(data?.client.calls).toEqual(data?.calls);
  expect(data?.extension.calls).toEqual(data?.calls);
});
