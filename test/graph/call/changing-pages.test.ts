import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { aCall, numberedUuid } from '../../support/builders.js';
import { type GraphQLAnswer, startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { DAY } from '../../support/a-company.js';

const SEED = 20250312;
const NUM_RUNS = 20;
const PAGE = `query ($from: DateTime!, $to: DateTime!, $order: CallOrder, $first: Int, $after: String) {
  calls(from: $from, to: $to, order: $order, first: $first, after: $after) {
    nodes { uuid startedAt } pageInfo { hasNextPage endCursor }
  }
}`;

interface Page {
  readonly nodes: readonly { readonly uuid: string; readonly startedAt: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

// Runs several hundred operations.
let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { calls: [] } } });
});

afterAll(() => board.close());

function callAt(second: number, index: number) {
  const at = `2025-03-12 10:00:${String(second).padStart(2, '0')}`;
  return aCall({ uuid: numberedUuid(index), callDate: at });
}

// Red if a cursor contains no uuid: the other calls of its second would be missing.
test(`returns each lasting call exactly once while others come and go between pages (seed ${SEED})`, async () => {
  // Many calls share a second.
  const second = fc.nat({ max: 20 });
  const change = fc.oneof(fc.record({ insertAt: second }), fc.record({ remove: fc.nat({ max: 1000 }) }));
  const input = fc.record({
    providerOrder: fc.constantFrom('newest-first' as const, 'oldest-first' as const, 'unsorted' as const),
    order: fc.constantFrom('NEWEST_FIRST', 'OLDEST_FIRST'),
    first: fc.integer({ min: 1, max: 12 }),
    seconds: fc.array(second, { minLength: 5, maxLength: 30 }),
    changes: fc.array(fc.array(change, { maxLength: 3 }), { maxLength: 20 }),
  });
  await fc.assert(
    fc.asyncProperty(input, async ({ providerOrder, order, first, seconds, changes }) => {
      board.sandbox.behaviour.callHistoryOrder = providerOrder;
      const calls = seconds.map(callAt);
      board.sandbox.data.calls = calls;
      const stayed = new Set(calls.map(({ uuid }) => uuid));
      let made = calls.length;
      const seen: Page['nodes'][number][] = [];
      let after: string | null = null;
      for (let page = 0, more = true; more; page += 1) {
        const answer: GraphQLAnswer<{ readonly calls: Page }> = await board.query(PAGE, {
          ...DAY,
          order,
          first,
          after,
        });
        if (!answer.data) throw new Error('no page');
        const { nodes, pageInfo } = answer.data.calls;
        seen.push(...nodes);
        after = pageInfo.endCursor;
        more = pageInfo.hasNextPage;
        for (const one of changes[page] ?? []) {
          if ('insertAt' in one) calls.push(callAt(one.insertAt, made++));
          else for (const { uuid } of calls.splice(one.remove % (calls.length || 1), 1)) stayed.delete(uuid);
        }
      }
      const keys = seen.map(({ startedAt, uuid }) => `${startedAt} ${uuid}`);
      expect(new Set(keys).size).toBe(keys.length);
      expect(keys).toEqual(order === 'OLDEST_FIRST' ? keys.toSorted() : keys.toSorted().reverse());
      const uuids = new Set(seen.map(({ uuid }) => uuid));
      expect([...stayed].filter((uuid) => !uuids.has(uuid))).toEqual([]);
    }),
    { seed: SEED, numRuns: NUM_RUNS },
  );
});
