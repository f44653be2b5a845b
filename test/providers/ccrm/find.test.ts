import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { CallNotLocatedError } from '../../../src/domain/call-not-located.js';
import type { CallLocation } from '../../../src/domain/call.js';
import type { WireCall } from '../../../src/sandbox/wire.js';
import { aCall, aNote, manyCalls, numberedUuid } from '../../support/builders.js';
import { allOf, between, type Ccrm, startCcrm } from './a-ccrm.js';

const UNKNOWN = '00000000-0000-4000-8000-999999999999';

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm();
});

afterEach(() => ccrm.close());

function locationOf({ uuid, callDate }: WireCall): CallLocation {
  return { workspace: 'acme', uuid, localDate: callDate };
}

describe('calls requested by location', () => {
  test('that are close in time share one request, and are found among other calls', async () => {
    const calls = manyCalls(300, { from: '2025-03-12 11:00:00', to: '2025-03-12 16:00:00' });
    ccrm.sandbox.data.calls = calls;
    const wanted = calls.filter((_, index) => index % 50 === 0);
    const found = await ccrm.open().find(wanted.map(locationOf));
    expect([...found.keys()].toSorted()).toEqual(wanted.map(({ uuid }) => uuid));
    expect(found.get(numberedUuid(50))).toMatchObject({ kind: 'Call', uuid: numberedUuid(50) });
    expect(ccrm.requests('callHistory')).toHaveLength(1);
  });

  test('that are far apart in time take one request each', async () => {
    const calls = manyCalls(40, { from: '2015-01-01 00:00:00', to: '2025-01-01 00:00:00' });
    ccrm.sandbox.data.calls = calls;
    const found = await ccrm.open().find(calls.map(locationOf));
    expect(found.size).toBe(40);
    const requests = ccrm.requests('callHistory');
    expect(requests).toHaveLength(40);
    expect(requests[0]?.path).toContain(
      '?dateFrom=2014-12-31%2023%3A59%3A59&dateTo=2015-01-01%2000%3A00%3A01&page=1',
    );
  });

  test('are omitted if they are unknown or have moved to another date', async () => {
    const [there, moved] = manyCalls(2, { from: '2025-03-12 11:00:00', to: '2025-03-12 12:00:00' });
    if (there === undefined || moved === undefined) throw new Error('no calls');
    ccrm.sandbox.data.calls = [there, { ...moved, callDate: '2025-03-15 08:00:00' }];
    const found = await ccrm
      .open()
      .find([locationOf(there), locationOf(moved), { ...locationOf(there), uuid: UNKNOWN }]);
    expect([...found.keys()]).toEqual([there.uuid]);
  });

  test('with an invalid date are omitted and take no request', async () => {
    const found = await ccrm
      .open()
      .find([{ workspace: 'acme', uuid: UNKNOWN, localDate: '2025-02-30 10:00:00' }]);
    expect(found.size).toBe(0);
    expect(await ccrm.open().find([])).toEqual(new Map());
    expect(ccrm.sandbox.requests).toEqual([]);
  });

  test('that the operation has already read take no request', async () => {
    const calls = manyCalls(50, { from: '2025-03-12 11:00:00', to: '2025-03-12 16:00:00' });
    ccrm.sandbox.data.calls = calls;
    const history = ccrm.open();
    await allOf(history.walk(between('2025-03-12T00:00Z', '2025-03-13T00:00Z'), 'NEWEST_FIRST'));
    ccrm.sandbox.clearRequests();
    expect((await history.find(calls.map(locationOf))).size).toBe(50);
    expect(ccrm.requests('callHistory')).toEqual([]);
  });

  test('in the repeated and the missing hour of clock changes are found', async () => {
    const calls = ['2025-03-30 02:30:00', '2025-10-26 02:30:00'].map((callDate, index) =>
      aCall({ uuid: numberedUuid(index), callDate }),
    );
    ccrm.sandbox.data.calls = calls;
    expect((await ccrm.open().find(calls.map(locationOf))).size).toBe(2);
  });

  test('in a second with more than a page of calls are found', async () => {
    const calls = manyCalls(2500, { from: '2025-03-12 11:00:00', to: '2025-03-12 11:00:01' });
    ccrm.sandbox.data.calls = calls;
    const found = await ccrm.open().find([0, 1200, 2499].map((index) => locationOf(calls[index] ?? aCall())));
    expect(found.size).toBe(3);
  });
});

describe('calls requested by uuid and start', () => {
  const call = aCall();
  const at = (time: string) => ({ uuid: call.uuid, startedAt: Date.parse(time) });

  test.each([
    ['on an ordinary day', '2025-03-12 11:24:57', '2025-03-12T10:24:57Z'],
    ['in the repeated hour of autumn', '2025-10-26 02:30:00', '2025-10-26T00:30:00Z'],
    [
      'in the missing hour of spring, at the instant of the clock change',
      '2025-03-30 02:30:00',
      '2025-03-30T01:00:00Z',
    ],
  ])('are found %s with one request', async (_, callDate, startedAt) => {
    ccrm.sandbox.data.calls = [{ ...call, callDate }];
    const found = await ccrm.open().find([at(startedAt)]);
    expect(found.get(call.uuid)).toMatchObject({ localDate: callDate, startedAt: Date.parse(startedAt) });
    expect(ccrm.requests('callHistory')).toHaveLength(1);
  });

  test('are omitted if no call with their uuid started then', async () => {
    ccrm.sandbox.data.calls = [call];
    expect(await ccrm.open().find([at('2025-03-12T10:24:58Z')])).toEqual(new Map());
  });
});

describe('a call requested by uuid alone', () => {
  const call = aCall({ note: 1 });

  test('is found without requesting its notes if it was read recently', async () => {
    ccrm.sandbox.data.calls = [call];
    await allOf(ccrm.open().walk(between('2025-03-12T00:00Z', '2025-03-13T00:00Z'), 'NEWEST_FIRST'));
    expect(await ccrm.open().findByUuid(call.uuid)).toMatchObject({ uuid: call.uuid });
    expect(ccrm.requests('notes')).toEqual([]);
  });

  test('is found by the UTC date in its notes with one request for each resource', async () => {
    ccrm.sandbox.data.calls = [call];
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote()] };
    expect(await ccrm.open().findByUuid(call.uuid)).toMatchObject({ localDate: '2025-03-12 11:24:57' });
    expect(ccrm.sandbox.requests.map(({ route }) => route)).toEqual(['notes', 'callHistory']);
  });

  test('is found even if the date in its notes is local', async () => {
    ccrm.sandbox.data.calls = [call];
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ call: { callDate: call.callDate } })] };
    expect(await ccrm.open().findByUuid(call.uuid)).toMatchObject({ uuid: call.uuid });
    expect(ccrm.requests('callHistory')).toHaveLength(2);
  });

  test('is found with one request if the date in its notes has a time zone', async () => {
    const callDate = { date: `${call.callDate}.000000`, timezone_type: 3, timezone: 'Europe/Warsaw' };
    ccrm.sandbox.data.calls = [call];
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ call: { callDate } })] };
    expect(await ccrm.open().findByUuid(call.uuid)).toMatchObject({ uuid: call.uuid });
    expect(ccrm.requests('callHistory')).toHaveLength(1);
  });

  test('is found by another note if the first ones have no date', async () => {
    ccrm.sandbox.data.calls = [call];
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ call: null }), aNote({ call: {} }), aNote()] };
    expect(await ccrm.open().findByUuid(call.uuid)).toMatchObject({ uuid: call.uuid });
  });

  test.each(['2025-10-26 00:30:00', '2025-10-26 01:30:00'])(
    'is found in the repeated hour, whichever occurrence its notes have: %s UTC',
    async (callDate) => {
      ccrm.sandbox.data.calls = [{ ...call, callDate: '2025-10-26 02:30:00' }];
      ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ call: { callDate } })] };
      expect(await ccrm.open().findByUuid(call.uuid)).toMatchObject({ uuid: call.uuid });
    },
  );

  test('is located by its notes if it is no longer where it was last read', async () => {
    ccrm.sandbox.data.calls = [{ ...call, callDate: '2025-03-12 09:00:00' }];
    await allOf(ccrm.open().walk(between('2025-03-12T00:00Z', '2025-03-13T00:00Z'), 'NEWEST_FIRST'));
    ccrm.sandbox.data.calls = [call];
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote()] };
    expect(await ccrm.open().findByUuid(call.uuid)).toMatchObject({ localDate: call.callDate });
  });

  test('can’t be located if it is unknown', async () => {
    await expect(ccrm.open().findByUuid(UNKNOWN)).rejects.toThrow(CallNotLocatedError);
    expect(ccrm.sandbox.requests.map(({ route }) => route)).toEqual(['notes']);
  });

  test.each([
    ['another call’s date', { callDate: '2024-01-01 10:00:00' }],
    ['an invalid date', { callDate: 'yesterday' }],
    ['a date of another type', { callDate: {} }],
    ['no date', {}],
    ['no call', null],
  ])('can’t be located if its notes have %s', async (_, told) => {
    ccrm.sandbox.data.calls = [call];
    ccrm.sandbox.data.notes = { [call.uuid]: [aNote({ call: told })] };
    await expect(ccrm.open().findByUuid(call.uuid)).rejects.toThrow(CallNotLocatedError);
  });
});
