import { describe, expect, test } from '@jest/globals';
import { Pacer } from '../../src/archive/sync/pacer.js';
import { compareInterval } from '../../src/archive/verify/compare-interval.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { connectCcrm } from '../providers/ccrm/a-ccrm.js';
import { aCall, numberedUuid, wireDate } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { DECODER, openStore } from './a-store.js';

/* Unreadable records don't keep the archive from storing the calls before and beside them. */

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

/** The date, in the sandbox's time zone, so many milliseconds before NOW. */
function dateBefore(milliseconds: number): string {
  return wireDate(NOW + 3600 * SECOND - milliseconds);
}

/** Calls without notes that started so many days before NOW. */
const callsOf = (...days: readonly number[]) =>
  days.map((age, index) => aCall({ uuid: numberedUuid(index), callDate: dateBefore(age * DAY), note: 0 }));

/** An unreadable record from so many milliseconds before NOW. */
const oddOf = (milliseconds: number) => Object({ uuid: 'odd', callDate: dateBefore(milliseconds) });

const start = (calls: readonly unknown[]) =>
  startSwitchboard({
    archive,
    sandbox: { now: new Date(NOW), data: { calls: Object(calls) } },
    now: () => NOW,
  });

/** Resolves once the archive is up to date and has so many calls. */
const filled = (switchboard: Switchboard, calls: number) =>
  eventually(async () => {
    const { data } = await switchboard.query<Status>('{ archive { state calls } }');
    return data?.archive?.state === 'FOLLOWING' && data.archive.calls === calls;
  }, 20_000);

describe('the backfill', () => {
  // Red if a month of unreadable records is read again and again, and nothing older ever is.
  test.each([
    ['after calls that could be read', [1, 100, 150]],
    ['before any call could be read', [100, 150]],
  ])('passes months of unreadable records, %s', async (_, days) => {
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

  // Red if unreadable records of the last hour are an error although the archive has a thousand calls.
  test('for a range with archived calls omits the unreadable records of the last hour', async () => {
    const ages = Array.from({ length: 1000 }, (_, index) => 1 + index * 0.1);
    await using switchboard = await start([...callsOf(...ages), oddOf(600 * SECOND)]);
    await filled(switchboard, 1000);
    const { data, errors } = await switchboard.query(QUERY);
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      calls: { totalCount: 1000, nodes: [{ uuid: numberedUuid(0) }] },
      none: { nodes: [] },
      callStatistics: { callCount: 1000 },
    });
  });

  // Red if the archive returns an empty list instead of the error.
  test('for a month of unreadable records is an error, not an empty list from the archive', async () => {
    await using switchboard = await start([...callsOf(1, 100), oddOf(45 * DAY)]);
    await filled(switchboard, 2);
    const month = 'from: "2025-01-15T00:00:00Z", to: "2025-02-10T00:00:00Z"';
    for (const fields of ['totalCount', 'nodes { uuid }']) {
      const answer = await switchboard.query(`{ calls(${month}, first: 1) { ${fields} } }`);
      expect(answer.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_BAD_RESPONSE' } }]);
      expect(answer.extensions).toBeUndefined();
    }
  });

  test('for one call returns the archived one if its record has become unreadable', async () => {
    await using switchboard = await start(callsOf(1, 100));
    await filled(switchboard, 2);
    const latest = `{ calls(from: "2025-03-10T00:00:00Z", first: 1) { nodes { id } } }`;
    const { data } = await switchboard.query<{ calls: { nodes: { id: string }[] } }>(latest);
    switchboard.sandbox.data.calls = [oddOf(DAY)];
    const id = data?.calls.nodes[0]?.id;
    const answer = await switchboard.query('query ($id: ID!) { node(id: $id) { ... on Call { uuid } } }', {
      id,
    });
    expect(answer).toMatchObject({ data: { node: { uuid: numberedUuid(0) } }, extensions: { stale: [{}] } });
  });

  // Red if an unknown call makes the archived one an error, or the failed one the unknown one.
  test('for one of several calls returns the archived one if its time can’t be read', async () => {
    await using switchboard = await start(callsOf(50));
    await filled(switchboard, 1);
    const query = { dateFrom: dateBefore(50 * DAY + SECOND) };
    switchboard.sandbox.behaviour.faults = [{ provider: 'ccrm', query, status: 500 }];
    const representations = [50, 1].map((age, index) => ({
      __typename: 'Call',
      uuid: numberedUuid(index),
      startedAt: new Date(NOW - age * DAY).toISOString(),
    }));
    const answer = await switchboard.query(
      'query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Call { uuid } } }',
      { representations },
    );
    expect(answer).toMatchObject({
      data: { _entities: [{ uuid: numberedUuid(0) }, null] },
      extensions: { stale: [{}] },
    });
    expect(answer.errors).toBeUndefined();
  });
});

test('verifying an interval of unreadable records finds no difference from an empty archive', async () => {
  const sandbox = await startSandbox({ data: { calls: Object([oddOf(45 * DAY)]) } });
  await using opened = await openStore(archive.engine);
  const interval = { start: NOW - 50 * DAY, end: NOW - 40 * DAY };
  await opened.store.write({ ...interval, calls: [], fetchedAt: NOW, version: DECODER.version });
  const connection = connectCcrm({ url: sandbox.ccrmUrl, token: sandbox.credentials.ccrmToken });
  const account = { ...opened, source: { ...connection.source, decoder: DECODER } };
  const { signal } = new AbortController();
  const comparison = await compareInterval(account, interval, new Pacer(Infinity), signal);
  expect(comparison).toMatchObject({ calls: 0, differences: [] });
  connection.disconnect();
  await sandbox.close();
});
