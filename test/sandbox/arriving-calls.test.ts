import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aClock, type Clock } from '../support/a-clock.js';
import { elements, fields } from './wire-forms.js';

/** A Sunday, 3 a.m. in Warsaw, when nobody else calls. */
const NOW = '2026-03-08T02:00:00Z';

let clock: Clock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = aClock(NOW);
  sandbox = await startSandbox({ now: () => new Date(clock.now()), arrivals: 20 });
});

afterEach(() => sandbox.close());

/** The dates of the calls between two local dates, oldest first. */
async function callsWithin(dateFrom: string, dateTo: string): Promise<readonly string[]> {
  sandbox.behaviour.callHistoryOrder = 'oldest-first';
  const query = new URLSearchParams({ dateFrom, dateTo });
  const response = await fetch(`${sandbox.ccrmUrl}/callHistory?${query.toString().replaceAll('+', '%20')}`, {
    headers: { authorization: `Bearer ${sandbox.credentials.ccrmToken}` },
  });
  const { data, otherData } = fields(await response.json());
  const calls = elements(data).map((call) => fields(call));
  expect(fields(otherData).totalCount).toBe(calls.length);
  expect(new Set(calls.map(({ uuid }) => uuid)).size).toBe(calls.length);
  // A very few dates have another form.
  return calls.map(({ callDate }) => callDate).filter((date) => typeof date === 'string');
}

const latest = () => callsWithin('2026-03-08 03:00:00', '2026-03-08 23:59:59');

test('while the latest calls are polled, a new call arrives every 20 s and stays in the history', async () => {
  const counts = [];
  for (let request = 0; request <= 12; request += 1) {
    counts.push((await latest()).length);
    clock.pass(5);
  }
  expect(counts).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3]);
  const arrived = ['2026-03-08 03:00:20', '2026-03-08 03:00:40', '2026-03-08 03:01:00'];
  expect(await latest()).toEqual(arrived);
  clock.set(Date.parse('2026-03-09T02:00:00Z'));
  const day = await callsWithin('2026-03-08 00:00:00', '2026-03-08 23:59:59');
  expect(day).toEqual(day.toSorted());
  expect(day).toEqual(expect.arrayContaining(arrived));
  expect(day.length).toBeGreaterThan(20);
});

test('no call arrives without polling, or while only past ranges are requested', async () => {
  expect(await latest()).toEqual([]);
  clock.pass(60);
  expect(await latest()).toEqual([]);
  for (let request = 0; request < 12; request += 1) {
    clock.pass(5);
    await callsWithin('2026-03-08 02:00:00', '2026-03-08 03:00:30');
  }
  expect(await latest()).toEqual([]);
});
