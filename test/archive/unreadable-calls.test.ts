import { describe, expect, test } from '@jest/globals';
import { aCall } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
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

interface Status {
  readonly archive: { readonly state: string; readonly calls: number } | null;
}

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

/** Settles when the archive is up to date and has so many calls. */
const filled = (switchboard: Switchboard, calls: number) =>
  eventually(async () => {
    const { data } = await switchboard.query<Status>('{ archive { state calls } }');
    return data?.archive?.state === 'FOLLOWING' && data.archive.calls === calls;
  }, 20_000);

describe('the backfill', () => {
  // Red if a month with nothing but unreadable records is read again and again, and nothing older ever is.
  test.each([
    ['after calls that could be read', [1, 100, 150]],
    ['before any call could be read', [100, 150]],
  ])('passes months in which nothing can be read, %s', async (_, days) => {
    await using switchboard = await start([...callsOf(...days), oddOf(45 * DAY)]);
    await filled(switchboard, days.length);
  });
});

describe('a query', () => {
  const YEAR = 'from: "2024-09-13T00:00:00Z", to: "2025-03-12T12:00:00Z"';
  const QUERY = `{
    calls(${YEAR}, first: 1) { totalCount nodes { uuid } }
    none: calls(${YEAR}, first: 1, filter: { minDurationSeconds: 100000 }) { nodes { uuid } }
    callStatistics(${YEAR}, groupBy: DAY) { callCount }
  }`;

  // Red if records of the last hour that can't be read are an error although the archive has a thousand calls.
  test('of a range with archived calls leaves out the unreadable records of the last hour', async () => {
    const ages = Array.from({ length: 1000 }, (_, index) => 1 + index * 0.1);
    await using switchboard = await start([...callsOf(...ages), oddOf(600 * SECOND)]);
    await filled(switchboard, 1000);
    const { data, errors } = await switchboard.query(QUERY);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      calls: { totalCount: 1000, nodes: [{ uuid: uuidOf(0) }] },
      none: { nodes: [] },
      callStatistics: { callCount: 1000 },
    });
  });
});
