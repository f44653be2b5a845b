import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CallOrder } from '../../../../src/domain/call.js';
import type { Interval } from '../../../../src/domain/interval.js';
import { aClock } from '../../../support/a-clock.js';
import { aScope } from '../../../support/a-scope.js';
import { manyCalls } from '../../../support/builders.js';
import { allOf, between, type Ccrm, type ConnectedCcrm, connectCcrm, startCcrm } from '../a-ccrm.js';
import { aCallCache } from '../cache/a-call-cache.js';

/*
 * A range with only unreadable records is an error, not an empty range. Beside readable calls, unreadable records are
 * omitted, and the narrow interval that has only those isn't cached.
 */

const HOUR = between('2025-03-12T10:00Z', '2025-03-12T11:00Z');
const BEFORE = between('2025-03-12T08:00Z', '2025-03-12T09:00Z');
const BAD = { code: 'UPSTREAM_BAD_RESPONSE', provider: 'ccrm' };
const calls = manyCalls(20, { from: '2025-03-12 11:05:00', to: '2025-03-12 12:00:00' });
const odd = manyCalls(3, { from: '2025-03-12 09:00:00', to: '2025-03-12 10:00:00' }).map(({ callDate }) => ({
  uuid: 'odd',
  callDate,
}));

let ccrm: Ccrm;
let source: ConnectedCcrm;
/** The archived intervals and the number of their calls. */
let recorded: (Interval & { readonly count: number })[];

beforeAll(async () => {
  ccrm = await startCcrm();
});
beforeEach(() => {
  recorded = [];
  const { ccrmUrl: url, credentials } = ccrm.sandbox;
  const recorder = {
    record: (interval: Interval, each: readonly unknown[]) =>
      recorded.push({ ...interval, count: each.length }),
    recordNotes: () => undefined,
  };
  const cache = aCallCache(aClock('2025-03-17T12:00:00.250Z'), { recorder });
  source = connectCcrm({ url, token: credentials.ccrmToken, cache });
  Object.assign(ccrm.sandbox.behaviour, { pageSize: 1000, callHistoryOrder: 'newest-first' });
  ccrm.sandbox.data.calls = [...calls, ...odd];
  ccrm.sandbox.clearRequests();
});
afterAll(() => ccrm.close());

const walked = (range = BEFORE, order: CallOrder = 'NEWEST_FIRST') => allOf(source.open().walk(range, order));

test('an hour of unreadable records is an error for its calls and their count, even after a readable hour', async () => {
  expect(await walked(HOUR)).toHaveLength(20);
  for (const order of ['NEWEST_FIRST', 'OLDEST_FIRST'] as const) {
    await expect(walked(BEFORE, order)).rejects.toMatchObject(BAD);
  }
  await expect(source.open().count(BEFORE)).rejects.toMatchObject(BAD);
  const history = source.open();
  await expect(allOf(history.walk(BEFORE, 'NEWEST_FIRST'))).rejects.toMatchObject(BAD);
  await expect(history.count(BEFORE)).rejects.toMatchObject(BAD);
});

test('an hour of unreadable records isn’t cached or archived: its calls appear once they are readable', async () => {
  expect(await walked(HOUR)).toHaveLength(20);
  await expect(walked()).rejects.toMatchObject(BAD);
  expect(recorded).toMatchObject([{ count: 20 }]);
  ccrm.sandbox.data.calls = [
    ...calls,
    ...manyCalls(3, { from: '2025-03-12 09:00:00', to: '2025-03-12 10:00:00' }),
  ];
  expect(await walked()).toHaveLength(3);
  expect(await source.open().count(BEFORE)).toBe(3);
});

test('finding a call among unreadable records only is an error, not a missing call', async () => {
  expect(await walked(HOUR)).toHaveLength(20);
  const callDate = odd[0]?.callDate ?? '';
  const location = { workspace: 'acme', uuid: calls[0]?.uuid ?? '', localDate: callDate };
  expect((await source.open().find([location])).get(location.uuid)).toMatchObject(BAD);
});

// Red if one unreadable second fails a whole batch.
test('calls are found although another second of the batch has unreadable records only', async () => {
  const [call, other] = calls;
  const at = (uuid = '', localDate = '') => ({ workspace: 'acme', uuid, localDate });
  const found = at(call?.uuid, call?.callDate);
  const odd = at(call?.uuid, '2025-03-12 09:00:00');
  expect(await source.open().find([found])).toHaveProperty('size', 1);
  expect(await source.open().find([odd, found])).toHaveProperty('size', 1);
  const both = await source.open().find([found, { ...odd, uuid: other?.uuid ?? '' }]);
  expect(both.get(found.uuid)).toMatchObject({ localDate: found.localDate });
  expect(both.get(other?.uuid ?? '')).toMatchObject(BAD);
});

describe('a longer range', () => {
  const DAY = between('2025-03-12T08:00Z', '2025-03-12T11:00Z');

  test.each(['NEWEST_FIRST', 'OLDEST_FIRST'] as const)('contains its readable calls (%s)', async (order) => {
    ccrm.sandbox.behaviour.pageSize = 10;
    expect(await walked(HOUR)).toHaveLength(20);
    expect(await walked(DAY, order)).toHaveLength(20);
  });

  // Red if failed reads of the quiet hour add up to an error.
  test('contains its readable calls however often the unreadable hour was read alone', async () => {
    expect(await walked(HOUR)).toHaveLength(20);
    for (let poll = 0; poll < 12; poll += 1) await expect(walked()).rejects.toMatchObject(BAD);
    // The readable hour is cached, so only the other two are requested.
    expect(await walked(DAY)).toHaveLength(20);
  });

  // Red if the archive keeps a gap there, which would be read again and again.
  test.each(['NEWEST_FIRST', 'OLDEST_FIRST'] as const)('is archived without gaps (%s)', async (order) => {
    ccrm.sandbox.behaviour.pageSize = 10;
    expect(await walked(HOUR)).toHaveLength(20);
    recorded = [];
    // Walked oldest first, the unreadable records are a separate interval.
    expect(await allOf(source.open(aScope({ readsLive: true })).walk(DAY, order))).toHaveLength(20);
    const parts = recorded.toSorted((a, b) => a.start - b.start);
    expect(parts[0]?.start).toBe(DAY.from);
    expect(parts.at(-1)?.end).toBe(DAY.to - 1000);
    for (const [index, { end }] of parts.slice(0, -1).entries()) {
      expect(parts[index + 1]?.start).toBeLessThanOrEqual(end + 1000);
    }
  });

  test('is no error if it has no records at all', async () => {
    expect(await walked(between('2025-03-12T05:00Z', '2025-03-12T06:00Z'))).toEqual([]);
  });
});
