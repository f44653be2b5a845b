import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../../src/graph/relay/global-id.js';
import { aCompany } from '../../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { numberedUuid, wireDate } from '../../support/builders.js';
import { refused, send } from './send.js';

const RANGE = '$from: DateTime!, $to: DateTime!';
const CALLS = `query (${RANGE}, $first: Int, $filter: CallFilter) {
  calls(from: $from, to: $to, first: $first, filter: $filter) { nodes { uuid } }
}`;
const NOTES = CALLS.replace('uuid', 'notes { text }');
const YEAR = { from: '2024-03-13T00:00:00Z', to: '2025-03-13T00:00:00Z' };
const DAY = { from: '2025-03-12T00:00:00Z', to: '2025-03-13T00:00:00Z' };

/** Ids of calls that are hours apart, so that each costs two requests. */
const ids = Array.from({ length: 60 }, (_, index) =>
  encodeGlobalId({
    kind: 'Call',
    workspace: 'sandbox',
    uuid: numberedUuid(index),
    localDate: wireDate(Date.UTC(2025, 2, 1, 3 * index)),
  }),
);

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    limits: { requests: 100, values: 5000 },
  });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

const ALLOWED = 'for each.';
const NOBODY = 'The operation may send 0 requests to voicenter, 0 to ringme and';

const ARCHIVE = 'With an archive (`archive.url` in the settings), past calls cost no requests.';

interface Case {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly message: string;
  readonly limit: object;
  readonly affordable: readonly object[];
}

const CASES: Readonly<Record<string, Case>> = {
  'a search': {
    query: CALLS,
    variables: { ...YEAR, filter: { hasNotes: true } },
    message:
      `${NOBODY} 528 to ccrm; the limit is 100 ${ALLOWED} Most are for \`calls\`: 528 to ccrm, to read the calls of 365 days. ` +
      'To stay within the limit, use a range of at most 49 days at `calls`, or no filter at `calls`. ' +
      ARCHIVE,
    limit: {
      name: 'requests',
      allowed: 100,
      measured: 528,
      provider: 'ccrm',
      field: 'calls',
      fieldRequests: 528,
    },
    affordable: [
      { change: 'SHORTER_RANGE', field: 'calls', seconds: 1187 * 3600 },
      { change: 'NO_FILTER', field: 'calls' },
    ],
  },
  statistics: {
    query: `query (${RANGE}) { a: callStatistics(from: $from, to: $to, groupBy: STATUS) { callCount } }`,
    variables: YEAR,
    message:
      `${NOBODY} 528 to ccrm; the limit is 100 ${ALLOWED} Most are for \`a\`: 528 to ccrm, to read the calls of 365 days. ` +
      'To stay within the limit, use a range of at most 49 days at `a`. ' +
      ARCHIVE,
    limit: {
      name: 'requests',
      allowed: 100,
      measured: 528,
      provider: 'ccrm',
      field: 'a',
      fieldRequests: 528,
    },
    affordable: [{ change: 'SHORTER_RANGE', field: 'a', seconds: 1199 * 3600 }],
  },
  'notes of a page': {
    query: NOTES,
    variables: { ...DAY, first: 200 },
    message:
      `${NOBODY} 207 to ccrm; the limit is 100 ${ALLOWED} Most are for \`calls.nodes.notes\`: 200 to ccrm. ` +
      'To stay within the limit, use `first: 93` at `calls`.',
    limit: {
      name: 'requests',
      allowed: 100,
      measured: 207,
      provider: 'ccrm',
      field: 'calls.nodes.notes',
      fieldRequests: 200,
    },
    affordable: [{ change: 'FEWER_PER_PAGE', field: 'calls', first: 93 }],
  },
  'a list of ids': {
    query: 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    variables: { ids },
    message:
      `${NOBODY} 120 to ccrm; the limit is 100 ${ALLOWED} Most are for \`nodes\`: 120 to ccrm. ` +
      'To stay within the limit, use at most 50 of `ids` at `nodes`.',
    limit: {
      name: 'requests',
      allowed: 100,
      measured: 120,
      provider: 'ccrm',
      field: 'nodes',
      fieldRequests: 120,
    },
    affordable: [{ change: 'SHORTER_LIST', field: 'nodes', argument: 'ids', items: 50 }],
  },
  'values of a page': {
    query: CALLS.replace('uuid', 'id uuid startedAt status direction'),
    variables: { ...DAY, first: 1000 },
    message:
      'The response may have 5102 values; the limit is 5000. Most are for `calls`: 5102. ' +
      'To stay within the limit, use `first: 980` at `calls`.',
    limit: { name: 'values', allowed: 5000, measured: 5102, field: 'calls', fieldValues: 5102 },
    affordable: [{ change: 'FEWER_PER_PAGE', field: 'calls', first: 980 }],
  },
  'the innermost of several pages': {
    query: `query (${RANGE}, $first: Int) {
      extensions(first: 10) { nodes { calls(from: $from, to: $to, first: $first) { nodes { notes { uuid } } } } }
    }`,
    variables: { ...DAY, first: 10 },
    message:
      'The operation may send 1 requests to voicenter, 1 to ringme and 108 to ccrm; the limit is 100 for each. ' +
      'Most are for `extensions.nodes.calls.nodes.notes`: 100 to ccrm. ' +
      'To stay within the limit, use `first: 9` at `extensions.nodes.calls`.',
    limit: {
      name: 'requests',
      allowed: 100,
      measured: 108,
      provider: 'ccrm',
      field: 'extensions.nodes.calls.nodes.notes',
      fieldRequests: 100,
    },
    affordable: [{ change: 'FEWER_PER_PAGE', field: 'extensions.nodes.calls', first: 9 }],
  },
};

describe('the error of an operation that exceeds the cost limits', () => {
  test.each(Object.entries(CASES))(
    'has the limit and the affordable changes: %s',
    async (_, { query, variables, message, limit, affordable }) => {
      const { status, errors } = await send(board, { query, variables });
      expect({ status, errors }).toEqual({
        status: 400,
        errors: [{ message, extensions: { code: 'BAD_USER_INPUT', limit, affordable } }],
      });
      expect(board.sandbox.requests).toEqual([]);
    },
  );

  // Red if a change isn't the largest possible one.
  test.each(Object.entries(CASES))('has the largest affordable changes: %s', async (_, asked) => {
    for (const remedy of asked.affordable) {
      const [allowed, ...refused] = changed(asked.variables, remedy);
      expect(await send(board, { query: asked.query, variables: allowed })).toMatchObject({ status: 200 });
      for (const variables of refused) {
        expect(await send(board, { query: asked.query, variables })).toMatchObject({ status: 400 });
      }
    }
  });

  test('suggests splitting the operation if no change of one field is enough', async () => {
    const pages = Array.from(
      { length: 20 },
      (_, index) => `a${index}: calls(from: $from, to: $to) { totalCount }`,
    );
    const { errors } = await send(board, {
      query: `query (${RANGE}) { ${pages.join(' ')} }`,
      variables: YEAR,
    });
    expect(errors?.[0]?.message).toMatch(/Request less, or split the operation into several\. With/);
    expect(errors?.[0]?.extensions).toMatchObject({ limit: { measured: 260, allowed: 100 }, affordable: [] });
  });

  test('shortens a long path to its end', async () => {
    const alias = 'x'.repeat(10_000);
    const query = `query (${RANGE}) { ${alias}: calls(from: $from, to: $to, first: 1000) { nodes { notes { uuid } } } }`;
    const { errors } = await send(board, { query, variables: DAY });
    expect(errors?.[0]?.message).toMatch(
      /`…x+\.nodes\.notes`: 1000 to ccrm\. To stay within the limit, use `first: 93`/,
    );
    expect(JSON.stringify(errors).length).toBeLessThan(1500);
  });
});

// The guard: the comparison with limits.requests in cost-problem.ts.
describe('the limit of upstream requests', () => {
  const query = `query (${RANGE}) { calls(from: $from, to: $to, first: 10) { nodes { notes { uuid } agents { extension { sip } } } } }`;

  test('allows an operation with an estimate up to it', async () => {
    await using strict = await startSwitchboard({
      limits: { requests: 17 },
      sandbox: { data: aCompany([3]) },
    });
    expect(await send(strict, { query, variables: DAY })).toMatchObject({
      status: 200,
      data: expect.anything(),
    });
  });

  test('rejects an operation beyond it with the estimate, before any upstream request', async () => {
    await using strict = await startSwitchboard({
      limits: { requests: 16 },
      sandbox: { data: aCompany([3]) },
    });
    const message =
      'The operation may send 1 requests to voicenter, 1 to ringme and 17 to ccrm; the limit is 16 for each. ' +
      'Most are for `calls.nodes.notes`: 10 to ccrm. To stay within the limit, use `first: 9` at `calls`.';
    expect(await send(strict, { query, variables: DAY })).toEqual(
      refused(message, {
        limit: expect.objectContaining({ measured: 17, field: 'calls.nodes.notes' }),
        affordable: [{ change: 'FEWER_PER_PAGE', field: 'calls', first: 9 }],
      }),
    );
    expect(strict.sandbox.requests).toEqual([]);
  });
});

/** The variables with the values that a remedy allows, and with slightly more. */
function changed(variables: Case['variables'], remedy: object): readonly Case['variables'][] {
  const { first, seconds, items, change } = { first: 0, seconds: 0, items: 0, change: '', ...remedy };
  const until = (length: number) =>
    new Date(Date.parse(String(variables['from'])) + length * 1000).toISOString();
  switch (change) {
    case 'FEWER_PER_PAGE':
      return [first, first + 1].map((count) => ({ ...variables, first: count }));
    case 'SHORTER_RANGE':
      return [seconds, seconds + 3600].map((length) => ({ ...variables, to: until(length) }));
    case 'SHORTER_LIST':
      return [items, items + 1].map((count) => ({ ...variables, ids: ids.slice(0, count) }));
    default:
      return [{ ...variables, filter: null }];
  }
}
