import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { ArchiveEngine, ArchiveSettings } from '../../src/config/settings.js';
import type { WireCall } from '../../src/sandbox/wire.js';
import { eventually } from '../support/eventually.js';
import { aCall, numberedUuid, wireDate } from '../support/builders.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { upstreamRequests } from '../support/upstream-requests.js';
import { describeEngines } from './engines.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');
const DAY = 86_400_000;
const SINCE = '2024-03-12';

function archiveIn(engine: ArchiveEngine, settings: Partial<ArchiveSettings> = {}): ArchiveSettings {
  return { engine, since: SINCE, requestsPerMinute: 10_000, keepDays: null, ...settings };
}

/** 2,000 calls in the year before NOW, the latest two hours old; every hundredth has the same number. */
function calls(): WireCall[] {
  return Array.from({ length: 2000 }, (_, index) => {
    const at = NOW - 2 * 3_600_000 - Math.floor((index * 360 * DAY) / 2000);
    const number = index % 100 === 7 ? '+48 777 888 999' : '+48 601 234 567';
    const raw = number.replace(/\D/g, '');
    return aCall({
      uuid: numberedUuid(index),
      callDate: wireDate(at + 3_600_000),
      from: { type: 'unknown', number, numberNotFormatted: raw },
      externalNumber: { type: 'unknown', numberFormatted: number, numberNotFormatted: raw },
      note: 0,
    });
  });
}

async function startArchived(
  engine: ArchiveEngine,
  settings?: Partial<ArchiveSettings>,
): Promise<Switchboard> {
  const switchboard = await startSwitchboard({
    archive: archiveIn(engine, settings),
    sandbox: { now: new Date(NOW), data: { calls: calls() } },
    now: () => NOW,
  });
  return switchboard;
}

const OLD = `query ($uuid: ID!) { call(uuid: $uuid) { uuid startedAt durationSeconds } }`;

/** Resolves once every call is archived. */
async function filled(switchboard: Switchboard): Promise<void> {
  const unknown = numberedUuid(99_999);
  await eventually(
    async () => (await switchboard.query(OLD, { uuid: unknown })).errors === undefined,
    20_000,
  );
  switchboard.sandbox.clearRequests();
}

describeEngines((create) => {
  let switchboard: Switchboard;

  beforeAll(async () => {
    switchboard = await startArchived(await create());
    await filled(switchboard);
  });
  beforeEach(() => switchboard.sandbox.clearRequests());
  afterAll(() => switchboard.close());

  test('finds an old call by its uuid alone without an upstream request, and returns null for an unknown uuid', async () => {
    const found = await switchboard.query(OLD, { uuid: numberedUuid(1500) });
    expect(found).toMatchObject({
      data: { call: { uuid: numberedUuid(1500) } },
      extensions: { archive: { asOf: new Date(NOW).toISOString() } },
    });
    expect(found.errors).toBeUndefined();
    expect(upstreamRequests(switchboard.sandbox)).toEqual({});
  });

  test('finds every call of a year by phone number and reads only the last hour live', async () => {
    const answer = await switchboard.query<{ calls: { nodes: { uuid: string }[]; totalCount: number } }>(
      `{ calls(from: "2024-03-12T12:00:00Z", to: "2025-03-12T12:00:00Z", first: 1000, filter: { phone: "777888999" }) {
        nodes { uuid } totalCount } }`,
    );
    const expected = Array.from({ length: 20 }, (_, index) => ({ uuid: numberedUuid(index * 100 + 7) }));
    expect(answer.data?.calls).toEqual({ nodes: expected, totalCount: 20 });
    // Only the last hour is read live.
    expect(upstreamRequests(switchboard.sandbox)).toEqual({ callHistory: 1 });
  });

  // Red if a range has at most 366 days.
  test('statistics of three years, which are archived, read only the last hour live', async () => {
    const query = `{ callStatistics(from: "2022-03-12T12:00:00Z", to: "2025-03-12T12:00:00Z", groupBy: DAY) {
      callCount groups { callCount } } }`;
    const ask = () => switchboard.query<{ callStatistics: { groups: unknown[] } | null }>(query);
    await eventually(async () => (await ask()).errors === undefined);
    switchboard.sandbox.clearRequests();
    const { data } = await ask();
    expect(data?.callStatistics).toMatchObject({ callCount: 2000 });
    expect(data?.callStatistics?.groups).toHaveLength(1097);
    expect(upstreamRequests(switchboard.sandbox)).toEqual({ callHistory: 1 });
  });

  test.each(['DAY', 'DIRECTION', 'STATUS'])(
    'statistics of a year by %s match the provider’s calls and read only the last hour live',
    async (groupBy) => {
      const query = `query ($groupBy: CallGrouping!) {
        callStatistics(from: "2024-03-12T12:00:00Z", to: "2025-03-12T12:00:00Z", groupBy: $groupBy,
          filter: { minDurationSeconds: 1 }) {
          ...Figures groups { ...Figures from to direction status }
        }
      }
      fragment Figures on CallFigures {
        callCount answeredCount answeredShare meanDurationSeconds longestDurationSeconds
      }`;
      const archived = await switchboard.query(query, { groupBy });
      expect(archived.errors).toBeUndefined();
      expect(archived.extensions).toMatchObject({ archive: { asOf: new Date(NOW).toISOString() } });
      expect(upstreamRequests(switchboard.sandbox)).toEqual({ callHistory: 1 });
      const live = await switchboard.query(query, { groupBy }, { 'cache-control': 'no-cache' });
      expect(live.data).toMatchObject({ callStatistics: { callCount: 2000 } });
      expect(archived.data).toEqual(live.data);
    },
  );
});
