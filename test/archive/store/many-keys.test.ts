import { expect, test } from '@jest/globals';
import type { CallPosition } from '../../../src/domain/call.js';
import { criteriaOf } from '../../../src/graph/call/call-criteria.js';
import { CallFilter } from '../../../src/graph/call/call.args.js';
import { aRecordedCall, DECODER, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

const CALLS = 40;
const PAGE = 10;

describeEngines((create) => {
  // Red if a page counts a call once for each of its keys: the page would end before it is full.
  test('a filter by many internal numbers finds each call once, even if several of them are its agents', async () => {
    await using opened = await openStore(await create());
    const numbers = Array.from({ length: 60 }, (_, index) => String(200 + index));
    const receivers = numbers.slice(0, 3).map((internal) => ({ internal }));
    const calls = Array.from({ length: CALLS }, (_, second) =>
      aRecordedCall(second, { userTalk: { status: 'queue', receivers } }),
    );
    const { version } = DECODER;
    await opened.store.write({ ...seconds(0, CALLS), calls, fetchedAt: 1, version });
    const criteria = criteriaOf(Object.assign(new CallFilter(), { internalNumbers: numbers }));
    for (const order of ['NEWEST_FIRST', 'OLDEST_FIRST'] as const) {
      const found: string[] = [];
      let after: CallPosition | null = null;
      do {
        const page = await opened.archive.page({ ...seconds(0, CALLS), order, criteria, after, limit: PAGE });
        found.push(...page.calls.map(({ uuid }) => uuid));
        after = page.next;
      } while (after !== null);
      const uuids = calls.map(({ call }) => call.uuid);
      expect(found).toEqual(order === 'OLDEST_FIRST' ? uuids : uuids.toReversed());
    }
  });
});
