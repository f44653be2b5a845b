import { describe, expect, test } from '@jest/globals';
import {
  WorkspaceCalls,
  type WorkspaceCallsOptions,
} from '../../../../src/providers/ccrm/cache/workspace-calls.js';
import { aClock } from '../../../support/a-clock.js';
import { aDecodedCall } from '../a-decoded-call.js';

const NOW = '2025-03-12T12:34:56.789Z';
const at = (time: string) => Date.parse(`2025-03-12T${time}Z`);
/** Three days earlier: before today and yesterday. */
const before = (time: string) => at(time) - 3 * 24 * 3_600_000;

function knownCalls(options: Partial<WorkspaceCallsOptions> = {}) {
  const clock = aClock(NOW);
  const known = new WorkspaceCalls({
    recent: 5,
    closed: 3600,
    maxStale: 0,
    maxBytes: 1_000_000,
    now: clock.now,
    ...options,
  });
  return { clock, known };
}

/** An interval with a call at each of these times. */
function anInterval(first: string, last: string, ...times: readonly string[]) {
  const calls = times.map((time) => aDecodedCall({ uuid: time, startedAt: at(time) }));
  return { start: at(first), end: at(last), calls };
}

const uuids = (interval: { readonly calls: readonly { readonly uuid: string }[] } | null) =>
  interval?.calls.map(({ uuid }) => uuid);

describe('an interval up to now', () => {
  const interval = anInterval('10:00:00', '12:35:00', '10:00:00', '11:29:59', '12:34:00');

  test('is fresh as a whole for the ttl of recent calls', () => {
    const { clock, known } = knownCalls();
    known.add(interval, clock.now(), 0);
    clock.pass(4.999);
    expect(known.at(at('12:34:00'))).toMatchObject(interval);
  });

  // Red if the boundary isn't a whole second: the call of that second would be in no interval.
  test('keeps its closed part after the ttl of recent calls, in whole seconds and without later calls', () => {
    const { clock, known } = knownCalls();
    known.add(interval, clock.now(), 0);
    clock.pass(5);
    expect(known.at(at('12:34:00'))).toBeNull();
    const closed = known.at(at('11:00:00'));
    expect(closed).toMatchObject({ start: at('10:00:00'), end: at('11:30:00') });
    expect(uuids(closed)).toEqual(['10:00:00', '11:29:59']);
    expect(known.uncachedPart(interval, at('12:34:00'))).toEqual({
      start: at('11:30:01'),
      end: at('12:35:00'),
    });
    clock.pass(24.999);
    expect(known.at(at('11:00:00'))).not.toBeNull();
    clock.pass(0.001);
    expect(known.at(at('11:00:00'))).toBeNull();
  });

  test('keeps only the last hour if closed calls aren’t cached', () => {
    const { clock, known } = knownCalls({ closed: 0 });
    known.add(interval, clock.now(), 0);
    expect(known.at(at('11:30:00'))).toBeNull();
    expect(known.at(at('11:30:01'))).toMatchObject({ start: at('11:30:01'), end: at('12:35:00') });
    expect(uuids(known.at(at('12:00:00')))).toEqual(['12:34:00']);
  });

  test('keeps only its closed part if recent calls aren’t cached', () => {
    const { clock, known } = knownCalls({ recent: 0 });
    known.add(interval, clock.now(), 0);
    expect(known.at(at('12:34:00'))).toBeNull();
    expect(known.at(at('10:30:00'))).not.toBeNull();
    expect(known.freshness.prefetchEnd()).toBeNull();
  });

  test('doesn’t become closed as time passes: what was recent when requested is requested again', () => {
    const { clock, known } = knownCalls({ closed: 86_400 });
    known.add(interval, clock.now(), 0);
    clock.pass(7200);
    expect(known.at(at('11:30:01'))).toBeNull();
  });

  // Red if a negative age counts as fresh.
  test('is not fresh after the clock has been set back to before its request', () => {
    const { clock, known } = knownCalls();
    known.add(interval, clock.now(), 0);
    known.addCount(interval, 3, clock.now(), 0);
    expect(known.countOf(interval)).toMatchObject({ count: 3 });
    const asked = clock.now();
    clock.pass(-600);
    expect(known.at(at('12:34:00'))).toBeNull();
    expect(known.at(at('11:00:00'))).toBeNull();
    expect(known.countOf(interval)).toBeNull();
    expect(known.freshness.freshMs(interval, asked)).toBe(0);
  });
});

describe('an interval of three days', () => {
  const interval = { start: before('10:00:00'), end: at('12:35:00'), calls: [] };
  /** 49 hours ago, in steps of ten minutes: the end of the time before today and yesterday. */
  const yesterday = Date.parse('2025-03-10T11:30:00Z');

  // Red if all calls older than an hour are fresh for as long as calls older than two days.
  test('is fresh for 5 s in its last hour, for 30 s today and yesterday, and for an hour before that', () => {
    const { clock, known } = knownCalls();
    known.add(interval, clock.now(), 0);
    expect(known.at(yesterday)).toMatchObject({ start: interval.start, end: interval.end });
    clock.pass(5);
    expect(known.at(yesterday)).toMatchObject({ start: interval.start, end: at('11:30:00') });
    clock.pass(25);
    expect(known.at(yesterday + 1000)).toBeNull();
    expect(known.at(yesterday)).toMatchObject({ start: interval.start, end: yesterday });
    clock.pass(3569.999);
    expect(known.at(yesterday)).not.toBeNull();
    clock.pass(0.001);
    expect(known.at(yesterday)).toBeNull();
  });

  test('stays fresh at both ends if the last hour has a longer ttl than today and yesterday', () => {
    const { clock, known } = knownCalls({ recent: 60 });
    known.add(interval, clock.now(), 0);
    clock.pass(30);
    expect(known.at(at('11:30:00'))).toBeNull();
    expect(known.at(at('12:00:00'))).toMatchObject({ start: at('11:30:01'), end: at('12:35:00') });
    expect(known.at(before('12:00:00'))).toMatchObject({ start: interval.start, end: yesterday });
  });

  test('is never fresh for longer than the ttl of closed calls', () => {
    const { clock, known } = knownCalls({ closed: 10 });
    known.add(interval, clock.now(), 0);
    clock.pass(10);
    expect(known.at(at('11:00:00'))).toBeNull();
  });

  test('is fresh as a whole for as long as its most recent part', () => {
    const { clock, known } = knownCalls();
    const asked = clock.now();
    const freshMs = (start: number, end: number) => known.freshness.freshMs({ start, end }, asked);
    expect(freshMs(interval.start, at('12:35:00'))).toBe(5000);
    expect(freshMs(interval.start, at('11:30:00'))).toBe(30_000);
    expect(freshMs(yesterday + 1000, at('11:30:00'))).toBe(30_000);
    expect(freshMs(interval.start, yesterday)).toBe(3_600_000);
  });
});

test('the start of the last hour moves in steps of ten minutes', () => {
  const { clock, known } = knownCalls();
  const starts: number[] = [];
  for (let times = 0; times < 24; times += 1) {
    const interval = anInterval('08:00:00', '12:50:00');
    known.add(interval, clock.now(), 0);
    clock.pass(29);
    starts.push(known.uncachedPart(interval, at('12:50:00')).start);
  }
  expect(new Set(starts)).toEqual(new Set([at('11:30:01'), at('11:40:01')]));
});

describe('of several responses,', () => {
  test('the one requested last is returned, whichever arrived last', () => {
    const { clock, known } = knownCalls();
    known.add(anInterval('08:00:00', '10:00:00', '09:00:00'), clock.now(), 0);
    known.add(anInterval('08:30:00', '10:30:00', '09:00:01', '10:15:00'), clock.now() - 1000, 0);
    expect(uuids(known.at(at('09:30:00')))).toEqual(['09:00:00']);
    expect(uuids(known.at(at('10:15:00')))).toEqual(['10:15:00']);
  });

  // Red if an earlier response is returned beyond the start of a later one: a count would ignore the later one.
  test('an earlier one ends where a later one begins', () => {
    const { clock, known } = knownCalls();
    known.add(anInterval('08:00:00', '11:00:00', '09:00:00', '10:30:00'), clock.now(), 0);
    clock.pass(1);
    known.add(anInterval('10:00:00', '10:59:59', '10:15:00'), clock.now(), 0);
    known.add(anInterval('08:00:00', '08:30:00'), clock.now(), 0);
    expect(known.at(at('09:30:00'))).toMatchObject({ start: at('08:30:01'), end: at('09:59:59') });
    expect(uuids(known.at(at('09:30:00')))).toEqual(['09:00:00']);
    expect(uuids(known.at(at('10:30:00')))).toEqual(['10:15:00']);
    expect(known.at(at('11:00:00'))).toMatchObject({ start: at('11:00:00'), end: at('11:00:00') });
  });

  test('one requested earlier doesn’t replace a later one within it', () => {
    const { clock, known } = knownCalls();
    known.add(anInterval('09:00:00', '10:00:00', '09:00:00'), clock.now(), 0);
    known.add(anInterval('08:00:00', '11:00:00', '09:00:01'), clock.now() - 1000, 0);
    expect(uuids(known.at(at('09:30:00')))).toEqual(['09:00:00']);
  });

  test('the uncached part of an interval around an instant ends at the nearest cached ones', () => {
    const { clock, known } = knownCalls();
    const interval = { start: at('05:00:00'), end: at('11:45:00') };
    expect(known.uncachedPart(interval, at('09:30:00'))).toEqual(interval);
    for (const hour of ['06', '08', '10', '11']) {
      known.add(anInterval(`${hour}:00:00`, `${hour}:30:00`), clock.now(), 0);
    }
    const between = { start: at('08:30:01'), end: at('09:59:59') };
    expect(known.uncachedPart(interval, at('09:30:00'))).toEqual(between);
    expect(known.uncachedPart({ ...interval, end: at('09:30:00') }, at('09:30:00'))).toEqual({
      start: between.start,
      end: at('09:30:00'),
    });
  });
});

describe('in an outage', () => {
  const interval = anInterval('10:00:00', '12:35:00', '10:00:00', '12:34:00');

  test('closed calls are available for maxStale after their ttl, with the time of their request', () => {
    const { clock, known } = knownCalls({ maxStale: 600 });
    const asked = clock.now();
    known.add({ start: before('10:00:00'), end: at('12:35:00'), calls: [] }, asked, 0);
    clock.pass(4199.999);
    expect(known.at(before('10:30:00'))).toBeNull();
    expect(known.at(before('10:30:00'), true)).toMatchObject({
      start: before('10:00:00'),
      requestedAt: asked,
    });
    clock.pass(0.001);
    expect(known.at(before('10:30:00'), true)).toBeNull();
  });

  test('calls of today and yesterday are available for maxStale after their 30 s', () => {
    const { clock, known } = knownCalls({ maxStale: 600 });
    const asked = clock.now();
    known.add(interval, asked, 0);
    clock.pass(629.999);
    expect(known.at(at('10:30:00'))).toBeNull();
    const stale = known.at(at('10:30:00'), true);
    expect(stale).toMatchObject({ start: at('10:00:00'), end: at('11:30:00'), requestedAt: asked });
    expect(uuids(stale)).toEqual(['10:00:00']);
    clock.pass(0.001);
    expect(known.at(at('10:30:00'), true)).toBeNull();
  });

  // Red if stale data is returned regardless of maxStale.
  test('nothing is available with a maxStale of 0 once it isn’t fresh', () => {
    const { clock, known } = knownCalls();
    known.add(interval, clock.now(), 0);
    clock.pass(29.999);
    expect(known.at(at('10:30:00'), true)).not.toBeNull();
    clock.pass(0.001);
    expect(known.at(at('10:30:00'), true)).toBeNull();
  });

  test('calls of the last hour are never available once they aren’t fresh', () => {
    const { clock, known } = knownCalls({ maxStale: 600 });
    known.add(interval, clock.now(), 0);
    clock.pass(5);
    expect(known.at(at('12:34:00'), true)).toBeNull();
  });

  test('nothing is available once everything has been invalidated', () => {
    const { clock, known } = knownCalls({ maxStale: 600 });
    known.add(interval, clock.now(), 0);
    known.forgetAll();
    expect(known.at(at('10:30:00'))).toBeNull();
    expect(known.at(at('10:30:00'), true)).toBeNull();
  });

  test('nothing that was requested before everything was invalidated is available', () => {
    const { clock, known } = knownCalls({ maxStale: 600 });
    const { epoch } = known;
    known.forgetAll();
    known.add(interval, clock.now(), epoch);
    known.addCount(interval, 2, clock.now(), epoch);
    expect(known.at(at('10:30:00'), true)).toBeNull();
    expect(known.countOf(interval)).toBeNull();
    known.addCount(interval, 2, clock.now(), known.epoch);
    expect(known.countOf(interval)).toMatchObject({ count: 2 });
  });
});

describe('the cache', () => {
  // Red without maxBytes.
  test('is limited in bytes, and evicts the least recently used interval first', () => {
    const { clock, known } = knownCalls({ maxBytes: 13_000 });
    known.add(anInterval('01:00:00', '01:30:00', '01:00:00', '01:00:01'), clock.now(), 0);
    known.add(anInterval('02:00:00', '02:30:00', '02:00:00', '02:00:01'), clock.now(), 0);
    known.at(at('01:10:00'));
    known.add(anInterval('03:00:00', '03:30:00', '03:00:00', '03:00:01'), clock.now(), 0);
    const hours = ['01', '02', '03'].filter((hour) => known.at(at(`${hour}:10:00`)) !== null);
    expect(hours).toEqual(['01', '03']);
  });

  test('is limited in the number of intervals', () => {
    const { clock, known } = knownCalls({ maxBytes: 100_000_000 });
    const first = at('00:00:00');
    for (let minute = 0; minute < 1100; minute += 1) {
      const begin = first - minute * 60_000;
      known.add({ start: begin, end: begin, calls: [] }, clock.now(), 0);
    }
    expect(known.at(first)).toBeNull();
    expect(known.at(first - 1099 * 60_000)).not.toBeNull();
  });
});
