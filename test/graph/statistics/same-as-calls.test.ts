import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { aCall, anExtension, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { STATISTICS, type Figures, type Statistics } from './statistics-document.js';

/** Instants at which clocks changed or a day was skipped. */
const CHANGES = [
  ['Europe/Warsaw', '2025-03-30T01:00:00Z'],
  ['Europe/Warsaw', '2025-10-26T01:00:00Z'],
  ['America/New_York', '2024-11-03T06:00:00Z'],
  ['Australia/Lord_Howe', '2025-04-05T15:00:00Z'],
  ['Australia/Lord_Howe', '2025-10-04T15:30:00Z'],
  ['America/Sao_Paulo', '2018-02-18T02:00:00Z'],
  ['America/Sao_Paulo', '2018-11-04T03:00:00Z'],
  ['Pacific/Apia', '2011-12-30T10:00:00Z'],
  ['Asia/Kathmandu', '2025-01-01T00:00:00Z'],
] as const;
const ZONES = [...new Set(CHANGES.map(([zone]) => zone))];
const HOUR = 3_600_000;

const CALLS = `query ($from: DateTime!, $to: DateTime!, $filter: CallFilter, $workspace: ID) {
  calls(from: $from, to: $to, filter: $filter, workspace: $workspace, first: 1000) {
    nodes { startedAt durationSeconds status direction extension { sip } }
  }
}`;

interface Node {
  readonly startedAt: string;
  readonly durationSeconds: number;
  readonly status: string;
  readonly direction: string;
  readonly extension: { readonly sip: string } | null;
}

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({
    sandbox: {
      data: {
        calls: [],
        extensions: ['107', '108'].map((dial) => anExtension({ SIP: dial, SpeedDial: dial })),
      },
    },
    workspaces: (sandbox) =>
      ZONES.map((timezone) => {
        const settings = sandboxWorkspace(sandbox);
        return { ...settings, id: idOf(timezone), ccrm: settings.ccrm && { ...settings.ccrm, timezone } };
      }),
  });
});
afterAll(() => board.close());

function idOf(timezone: string): string {
  return timezone.replace('/', '-');
}

/** The local time of an instant in a zone, such as `2025-03-30 03:00:00 GMT+02:00`. */
function localTime(instant: number, timeZone: string): string {
  const [date, offset] = [
    new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }),
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset', year: 'numeric' }),
  ].map((format) => format.format(instant));
  return `${date ?? ''} ${offset ?? ''}`;
}

/** The key shared by the instants of one hour or day: the hour with its offset, or the date. */
function periodKey(instant: number, zone: string, groupBy: string): string {
  const local = localTime(instant, zone);
  return groupBy === 'DAY' ? local.slice(0, 10) : local.slice(0, 13) + local.slice(19);
}

function figuresOf(nodes: readonly Node[]): Figures {
  const seconds = nodes.map(({ durationSeconds }) => durationSeconds);
  const answered = nodes.filter(({ status }) => status === 'ANSWERED').length;
  const some = nodes.length > 0;
  return {
    callCount: nodes.length,
    answeredCount: answered,
    answeredShare: some ? answered / nodes.length : null,
    meanDurationSeconds: some ? seconds.reduce((sum, each) => sum + each, 0) / nodes.length : null,
    longestDurationSeconds: some ? Math.max(...seconds) : null,
  };
}

/** Asserts that the statistics equal counts made from the calls. */
function expectSame({ groups, ...total }: Statistics, nodes: readonly Node[], question: Question): void {
  const { zone, groupBy, from, to } = question;
  expect(total).toEqual({ timezone: zone, ...figuresOf(nodes) });
  const keyOf = ({ direction, status, extension }: Omit<Node, 'startedAt' | 'durationSeconds'>) =>
    ({ DIRECTION: direction, STATUS: status, EXTENSION: extension?.sip ?? null })[groupBy];
  if (groupBy === 'HOUR' || groupBy === 'DAY') {
    const begins = groups.map((group) => Date.parse(group.from ?? ''));
    const ends = groups.map((group) => Date.parse(group.to ?? ''));
    expect([...begins, to]).toEqual(from < to ? [from, ...ends] : [to]);
    groups.forEach((group, index) => {
      const [begin = NaN, end = NaN] = [begins[index], ends[index]];
      expect(periodKey(end - 1, zone, groupBy)).toBe(periodKey(begin, zone, groupBy));
      if (index > 0) expect(periodKey(begin - 1, zone, groupBy)).not.toBe(periodKey(begin, zone, groupBy));
      const own = nodes.filter(({ startedAt }) => {
        const instant = Date.parse(startedAt);
        return instant >= begin && instant < end;
      });
      expect(group).toMatchObject({ ...figuresOf(own), direction: null, status: null, extension: null });
    });
  } else {
    const expected = Map.groupBy(nodes, keyOf);
    const keys = groups.map(({ direction, status, extension }) =>
      keyOf({ direction: direction ?? '', status: status ?? '', extension }),
    );
    expect(new Set(keys)).toEqual(new Set(expected.keys()));
    groups.forEach((group, index) => {
      expect(group).toMatchObject({ ...figuresOf(expected.get(keys[index]) ?? []), from: null, to: null });
    });
  }
}

interface Question {
  readonly zone: string;
  readonly groupBy: string;
  readonly from: number;
  readonly to: number;
}

const aRandomCall = fc.record({
  hours: fc.double({ min: -60, max: 60, noNaN: true }),
  duration: fc.integer({ min: 0, max: 20_000 }),
  status: fc.constantFrom('ANSWERED', 'noAnswer', 'busy', 'lost'),
  callDirection: fc.constantFrom('in', 'OUT', 'internal', 'sideways'),
  internal: fc.constantFrom(107, 108, 999, null),
});
const aFilter = fc.option(
  fc.record(
    {
      direction: fc.subarray(['INBOUND', 'OUTBOUND', 'INTERNAL', 'UNKNOWN']),
      status: fc.subarray(['ANSWERED', 'NO_ANSWER', 'BUSY', 'UNKNOWN']),
      internalNumber: fc.constantFrom('107', '0108'),
      minDurationSeconds: fc.integer({ min: 0, max: 5000 }),
    },
    { requiredKeys: [] },
  ),
);

test('statistics match the calls themselves for any zone, range, filter and grouping', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.record({
        change: fc.constantFrom(...CHANGES),
        begin: fc.double({ min: -50, max: 40, noNaN: true }),
        length: fc.double({ min: 0, max: 50, noNaN: true }),
        groupBy: fc.constantFrom('HOUR', 'DAY', 'EXTENSION', 'DIRECTION', 'STATUS'),
        pageSize: fc.integer({ min: 5, max: 50 }),
        filter: aFilter,
        calls: fc.array(aRandomCall, { maxLength: 60 }),
      }),
      async ({ change: [zone, at], begin, length, groupBy, pageSize, filter, calls }) => {
        const change = Date.parse(at);
        board.sandbox.behaviour.pageSize = pageSize;
        board.sandbox.data.calls = calls.map(({ hours, internal, ...call }, index) =>
          aCall({
            ...call,
            uuid: numberedUuid(index),
            callDate: localTime(change + hours * HOUR, zone).slice(0, 19),
            userTalk: { receivers: internal === null ? [] : [{ internal }] },
          }),
        );
        const from = Math.round(change + begin * HOUR);
        const to = Math.round(from + length * HOUR);
        const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
        const variables = { ...range, filter, groupBy, workspace: idOf(zone) };
        const all = await board.query<{ calls: { nodes: readonly Node[] } }>(CALLS, variables);
        const { data, errors } = await board.query<{ callStatistics: Statistics }>(STATISTICS, variables);
        expect([all.errors, errors]).toEqual([undefined, undefined]);
        if (all.data == null || data == null) throw new Error('no answer');
        expectSame(data.callStatistics, all.data.calls.nodes, { zone, groupBy, from, to });
      },
    ),
    { numRuns: 150 },
  );
});
