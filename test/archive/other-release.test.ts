import { expect, test } from '@jest/globals';
import { criteriaOf } from '../../src/graph/call/call-criteria.js';
import { CallFilter } from '../../src/graph/call/call.args.js';
import { aRecordedCall, DECODER, openStore, seconds } from './a-store.js';
import { describeEngines } from './engines.js';

const ALL = seconds(0, 99);

describeEngines((create) => {
  // Red if it is checked only now and then which release derived the keys and columns.
  test('a call that a replica of another release has just archived is found by a filter, and counted', async () => {
    await using opened = await openStore(await create());
    const { archive, store } = opened;
    const { call, record } = aRecordedCall(1, { status: 'ANSWERED' });
    const derived = { record, call: { ...call, agents: [], status: 'UNKNOWN' as const } };
    await store.write({ ...ALL, calls: [derived], fetchedAt: 1, version: 'other' });
    const query = { ...ALL, order: 'NEWEST_FIRST', after: null, limit: 10 } as const;
    for (const filter of [{ internalNumber: '107' }, { status: ['ANSWERED'] }]) {
      const criteria = criteriaOf(Object.assign(new CallFilter(), filter));
      expect((await archive.page({ ...query, criteria })).calls).toEqual([call]);
    }
    const group = { from: 0, to: 100_000, direction: null, status: 'ANSWERED' as const };
    const sums = () => archive.sums({ ...ALL, groups: [group], criteria: null });
    expect(await sums()).toBeNull();
    await store.write({ ...ALL, calls: [{ call, record }], fetchedAt: 2, version: DECODER.version });
    expect(await sums()).toEqual([expect.objectContaining({ calls: 1 })]);
  });
});
