import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { aCompany, DAY } from '../../support/a-company.js';
import { aCall, anExtension, manyCalls, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { STATISTICS, type Statistics } from './statistics-document.js';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { calls: [] } } });
});
afterAll(() => board.close());
beforeEach(() => {
  board.sandbox.clearRequests();
  board.sandbox.behaviour.faults = [];
});

const MORNING = { from: '2025-03-12T08:00:00+01:00', to: '2025-03-12T12:00:00+01:00' };
const NO_FIGURES = {
  callCount: 0,
  answeredCount: 0,
  answeredShare: null,
  meanDurationSeconds: null,
  longestDurationSeconds: null,
};

const callsOn = (calls: readonly Readonly<Record<string, unknown>>[]) =>
  calls.map((call, index) => aCall({ uuid: numberedUuid(index), callDate: '2025-03-12 09:00:00', ...call }));

const ask = (variables: object) =>
  board.query<{ callStatistics: Statistics | null }>(STATISTICS, { ...MORNING, ...variables });

async function statistics(variables: object): Promise<Statistics> {
  const { data, errors } = await ask(variables);
  expect(errors).toBeUndefined();
  if (data?.callStatistics == null) throw new Error('no statistics');
  return data.callStatistics;
}

const shares = (groups: Statistics['groups'], key: 'direction' | 'status' | 'from') =>
  groups.map((group) => [group[key], group.callCount]);

test('computes counts, shares and durations of the range and of each hour in the workspace’s time zone', async () => {
  board.sandbox.data.calls = callsOn([
    { callDate: '2025-03-12 07:59:59', duration: 9999 },
    { callDate: '2025-03-12 08:00:00', duration: 10 },
    { callDate: '2025-03-12 08:59:59', duration: 0, status: 'noAnswer' },
    { callDate: '2025-03-12 10:30:00', duration: 20 },
    { callDate: '2025-03-12 10:40:00', duration: 35 },
    { callDate: '2025-03-12 12:00:00', duration: 9999 },
  ]);
  expect(await statistics({ groupBy: 'HOUR' })).toMatchObject({
    timezone: 'Europe/Warsaw',
    callCount: 4,
    answeredCount: 3,
    answeredShare: 0.75,
    meanDurationSeconds: 16.25,
    longestDurationSeconds: 35,
    groups: [
      { from: '2025-03-12T07:00:00Z', to: '2025-03-12T08:00:00Z', callCount: 2, answeredShare: 0.5 },
      { from: '2025-03-12T08:00:00Z', to: '2025-03-12T09:00:00Z', ...NO_FIGURES },
      { from: '2025-03-12T09:00:00Z', callCount: 2, meanDurationSeconds: 27.5, longestDurationSeconds: 35 },
      { from: '2025-03-12T10:00:00Z', to: '2025-03-12T11:00:00Z', ...NO_FIGURES },
    ],
  });
});

test('clips the first and last group to a range that starts or ends within an hour', async () => {
  const { groups } = await statistics({
    from: '2025-03-12T08:20:00Z',
    to: '2025-03-12T10:00:00.5Z',
    groupBy: 'HOUR',
  });
  expect(groups.map(({ from, to }) => [from, to])).toEqual([
    ['2025-03-12T08:20:00Z', '2025-03-12T09:00:00Z'],
    ['2025-03-12T09:00:00Z', '2025-03-12T10:00:00Z'],
    ['2025-03-12T10:00:00Z', '2025-03-12T10:00:00.500Z'],
  ]);
  expect((await statistics({ from: MORNING.to, to: MORNING.to, groupBy: 'DAY' })).groups).toEqual([]);
});

describe('when the clocks change', () => {
  const AUTUMN = { from: '2025-10-26T00:00:00+02:00', to: '2025-10-27T00:00:00+01:00' };
  const SPRING = { from: '2025-03-30T00:00:00+01:00', to: '2025-03-31T00:00:00+02:00' };

  test('a day has 25 or 23 hours', async () => {
    const hours = await Promise.all([AUTUMN, SPRING].map((day) => statistics({ ...day, groupBy: 'HOUR' })));
    expect(hours.map(({ groups }) => groups.length)).toEqual([25, 23]);
    const days = await statistics({ from: '2025-10-25T00:00:00+02:00', to: AUTUMN.to, groupBy: 'DAY' });
    expect(days.groups.map(({ from }) => from)).toEqual(['2025-10-24T22:00:00Z', '2025-10-25T22:00:00Z']);
    expect(days.groups.at(-1)?.to).toBe('2025-10-26T23:00:00Z');
  });

  test('the repeated hour is two groups, and the earlier one has the calls', async () => {
    board.sandbox.data.calls = callsOn([
      { callDate: '2025-10-26 01:59:59' },
      { callDate: '2025-10-26 02:00:00' },
      { callDate: '2025-10-26 02:59:59' },
      { callDate: '2025-10-26 03:00:00' },
    ]);
    const { groups } = await statistics({ ...AUTUMN, groupBy: 'HOUR' });
    expect(shares(groups, 'from').slice(1, 5)).toEqual([
      ['2025-10-25T23:00:00Z', 1],
      ['2025-10-26T00:00:00Z', 2],
      ['2025-10-26T01:00:00Z', 0],
      ['2025-10-26T02:00:00Z', 1],
    ]);
  });
});

test('every direction and status that occurs is a group, including UNKNOWN', async () => {
  board.sandbox.data.calls = callsOn([
    { callDirection: 'out', status: 'busy' },
    { callDirection: 'in', status: 'lost' },
    { callDirection: 'sideways', status: 'NO_ANSWER' },
    { callDirection: 'in', status: 'ANSWERED' },
  ]);
  expect(shares((await statistics({ groupBy: 'DIRECTION' })).groups, 'direction')).toEqual([
    ['INBOUND', 2],
    ['OUTBOUND', 1],
    ['UNKNOWN', 1],
  ]);
  expect(shares((await statistics({ groupBy: 'STATUS' })).groups, 'status')).toEqual([
    ['ANSWERED', 1],
    ['NO_ANSWER', 1],
    ['BUSY', 1],
    ['UNKNOWN', 1],
  ]);
});

test('sorts extension groups by name; calls without an unambiguous extension come last', async () => {
  const withAgents = (...numbers: readonly number[]) => ({
    userTalk: { status: 'queue', receivers: numbers.map((internal) => ({ internal })) },
  });
  board.sandbox.data.extensions = [
    anExtension({ SIP: 'b', Name: 'B', SpeedDial: '107' }),
    anExtension({ SIP: 'a', Name: 'A', SpeedDial: '0108' }),
    anExtension({ SIP: 'c', Name: 'C', SpeedDial: '109' }),
    anExtension({ SIP: 'd', Name: 'D', SpeedDial: '109' }),
  ];
  board.sandbox.data.calls = callsOn(
    [[107], [108], [107, 108], [109], [999], [], [107]].map((numbers) => withAgents(...numbers)),
  );
  const { groups, callCount } = await statistics({ groupBy: 'EXTENSION' });
  expect(groups.map(({ extension, callCount: calls }) => [extension?.sip ?? null, calls])).toEqual([
    ['a', 1],
    ['b', 3],
    [null, 3],
  ]);
  expect(callCount).toBe(7);
  expect(board.sandbox.requests.map(({ route }) => route)).toEqual(['callHistory', 'GetExtensions']);
});

// Red if the statistics open a call history of their own.
test('statistics request no further page beside calls of the same range, even with several groupings', async () => {
  board.sandbox.data.calls = manyCalls(2500, { from: '2025-03-12 08:00:00', to: '2025-03-12 12:00:00' });
  const query = (more: string) => `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to, filter: { hasNotes: true }) { totalCount }
    ${more}
  }`;
  await board.query(query(''), MORNING);
  const pages = board.sandbox.requests.length;
  expect(pages).toBeGreaterThan(2);
  board.sandbox.clearRequests();
  const groupings = ['HOUR', 'DAY', 'STATUS', 'DIRECTION'];
  const fields = groupings.map(
    (groupBy) => `${groupBy}: callStatistics(from: $from, to: $to, groupBy: ${groupBy}) { callCount }`,
  );
  const { data } = await board.query(query(fields.join('\n')), MORNING);
  expect(groupings.map((name) => data?.[name])).toEqual(Array(4).fill({ callCount: 2500 }));
  expect(board.sandbox.requests).toHaveLength(pages);
});

// Red if the walk never yields: pages in memory are processed in one turn of the event loop.
test('yields to the event loop between two pages in memory', async () => {
  await using keeping = await startSwitchboard({
    ttl: { recentCalls: 60, closedCalls: 60 },
    sandbox: {
      data: { calls: manyCalls(2000, { from: '2025-03-12 08:00:00', to: '2025-03-12 12:00:00' }) },
    },
  });
  keeping.sandbox.behaviour.pageSize = 10;
  await keeping.query(STATISTICS, { ...MORNING, groupBy: 'DAY' });
  const pages = keeping.sandbox.requests.filter(({ route }) => route === 'callHistory').length;
  expect(pages).toBeGreaterThan(200);
  let turns = 0;
  let turn = setImmediate(function next() {
    turns += 1;
    turn = setImmediate(next);
  });
  await keeping.query(STATISTICS, { ...MORNING, groupBy: 'DAY' });
  clearImmediate(turn);
  expect(keeping.sandbox.requests).toHaveLength(pages);
  expect(turns).toBeGreaterThan(200);
});

describe('BAD_USER_INPUT without an upstream request', () => {
  const to = '2025-11-01T00:00:00+01:00';
  // Red without the bound: a chart of a year's hours has 8,760 groups.
  test.each([
    ['HOUR', '2025-09-30T23:59:59+02:00', 'to: must be at most 31 days after from, grouped by HOUR'],
    ['HOUR', '2025-11-02T00:00:00+01:00', 'to: must not be before from'],
    // Red if it is refused for its cost: a range that the message then suggests would be too long, too.
    ['DAY', '2014-11-01T00:00:00+01:00', 'to: must be at most 3660 days after from, grouped by DAY'],
  ])('grouped by %s from %s: %s', async (groupBy, from, message) => {
    const { data, errors } = await ask({ groupBy, from, to });
    expect(data).toEqual({ callStatistics: null });
    expect(errors).toMatchObject([{ message, extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(board.sandbox.requests).toEqual([]);
  });

  test.each(['DAY', 'STATUS'])(
    'grouped by %s for more than ten years, whatever the limits',
    async (groupBy) => {
      await using unlimited = await startSwitchboard({
        sandbox: { data: { calls: [] } },
        limits: { requests: 1e6, values: 1e6 },
      });
      const asked = (from: string) => unlimited.query(STATISTICS, { groupBy, from, to });
      expect(await asked('2015-10-23T00:00:00+02:00')).toMatchObject({
        data: { callStatistics: null },
        errors: [{ message: `to: must be at most 3660 days after from, grouped by ${groupBy}` }],
      });
      expect(unlimited.sandbox.requests).toEqual([]);
      expect((await asked('2015-10-26T00:00:00+01:00')).errors).toBeUndefined();
    },
  );

  test('but not for a whole month by HOUR, even if the clocks go back in it', async () => {
    expect(
      (await statistics({ groupBy: 'HOUR', from: '2025-10-01T00:00:00+02:00', to })).groups,
    ).toHaveLength(745);
  });
});

test('statistics are null with the provider’s error if a provider fails', async () => {
  board.sandbox.behaviour.faults = [{ route: 'GetExtensions', status: 403 }];
  board.sandbox.data.calls = callsOn([{}]);
  const { data, errors } = await ask({ groupBy: 'EXTENSION' });
  expect(data).toEqual({ callStatistics: null });
  expect(errors).toMatchObject([{ extensions: { provider: 'voicenter', code: 'UPSTREAM_UNAUTHORIZED' } }]);
});

// Red without the check in the resolver, which would load the extensions and reveal their number.
test('grouping by EXTENSION also requires extensions:read; other groupings require only calls:read', async () => {
  await using guarded = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    auth: anAuth([
      anApiKey('calls', { scopes: ['calls:read'] }),
      anApiKey('extensions', { scopes: ['extensions:read'] }),
    ]),
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
  const codes = async (name: string, groupBy: string) => {
    const query = `query ($from: DateTime!, $to: DateTime!) {
      callStatistics(from: $from, to: $to, groupBy: ${groupBy}) { callCount groups { callCount } }
    }`;
    const { errors } = await guarded.query(query, DAY, { 'x-api-key': name });
    return errors?.map(({ extensions }) => extensions?.['code']);
  };
  expect(await codes('extensions', 'STATUS')).toEqual(['FORBIDDEN']);
  expect(await codes('calls', 'EXTENSION')).toEqual(['FORBIDDEN']);
  expect(guarded.sandbox.requests).toEqual([]);
  expect(await codes('calls', 'STATUS')).toBeUndefined();
});
