import { expect, test } from '@jest/globals';
import { createRandom } from '../../support/random.js';
import { aRecordedCall, DECODER, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

/** A text that can't be compressed. */
function aLongText(length: number): string {
  const random = createRandom(length);
  return Array.from({ length }, () => random.pick(Array.from('abcdefghijklmnopqrstuvwxyzłążćę'))).join('');
}

describeEngines((create) => {
  // Red if a key may be longer than PostgreSQL can index: its interval is never archived, and nothing older is.
  test('a call with a flag, a contact and an agent whose names are very long is archived and found by them', async () => {
    const long = aLongText(5000);
    const recorded = aRecordedCall(1, {
      flags: [{ uuid: 'f0000000-0000-4000-8000-000000000001', name: long }],
      from: { type: 'person', number: '+48 601 234 567', uuid: long, firstName: 'Jan', lastName: 'Nowak' },
      userTalk: { status: 'queue', receivers: [{ internal: long }] },
    });
    await using opened = await openStore(await create());
    const interval = seconds(0, 9);
    await opened.store.write({ ...interval, calls: [recorded], fetchedAt: 1, version: DECODER.version });
    const query = { ...interval, order: 'NEWEST_FIRST', after: null, limit: 10 } as const;
    for (const wanted of [{ flag: long }, { contact: long }, { internalNumbers: [long] }]) {
      const { calls } = await opened.archive.page({ ...query, criteria: wanted });
      expect(calls).toEqual([recorded.call]);
    }
  });
});
