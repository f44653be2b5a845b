import { describe, test } from '@jest/globals';
import { aCall } from '../support/builders.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';

/* Records that can't be read don't keep the archive from the calls before and beside them. */

const NOW = Date.parse('2025-03-12T12:00:00Z');
const DAY = 86_400_000;
const SECOND = 1000;
const archive = {
  engine: { kind: 'sqlite', path: ':memory:' },
  since: '2024-09-12',
  requestsPerMinute: 10_000,
  keepDays: null,
} as const;

/** The date, in the sandbox's zone, of the instant so many milliseconds before NOW. */
function dateBefore(milliseconds: number): string {
  return new Date(NOW + 3600 * SECOND - milliseconds).toISOString().slice(0, 19).replace('T', ' ');
}

function uuidOf(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** Calls without notes that began so many days before NOW. */
const callsOf = (...days: readonly number[]) =>
  days.map((age, index) => aCall({ uuid: uuidOf(index), callDate: dateBefore(age * DAY), note: 0 }));

/** A record that can't be read, of so many milliseconds before NOW. */
const oddOf = (milliseconds: number) => Object({ uuid: 'odd', callDate: dateBefore(milliseconds) });

const start = (calls: readonly unknown[]) =>
  startSwitchboard({
    archive,
    sandbox: { now: new Date(NOW), data: { calls: Object(calls) } },
    now: () => NOW,
  });

describe('the backfill', () => {
  // Red if a month with nothing but unreadable records is read again and again, and nothing older ever is.
  test.each([
    ['after calls that could be read', [1, 100, 150]],
    ['before any call could be read', [100, 150]],
  ])('passes months in which nothing can be read, %s', async (_, days) => {
    await using switchboard = await start([...callsOf(...days), oddOf(45 * DAY)]);
    await eventually(async () => {
      const { data } = await switchboard.query('{ archive { state calls } }');
      return JSON.stringify(data) === JSON.stringify({ archive: { state: 'FOLLOWING', calls: days.length } });
    }, 20_000);
  });
});
