import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, aNote, numberedUuid } from '../../../support/builders.js';
import { warsawTime } from '../../../subscriptions/a-call-history.js';
import { upstreamRequests } from '../../../support/upstream-requests.js';
import {
  startRemembering,
  type RememberingSwitchboard,
} from '../../../operations/response-cache/a-remembering-switchboard.js';

const HOUR = 3_600_000;
const QUERY = `query ($from: DateTime!, $to: DateTime!) {
  calls(from: $from, to: $to) {
    totalCount nodes { uuid status durationSeconds hasNotes notes { text } flags { name } }
  }
}`;

interface Answer {
  readonly data: { readonly calls: { readonly nodes: readonly object[] } };
}

let remembering: RememberingSwitchboard;
let range: { readonly from: string; readonly to: string };

beforeEach(async () => {
  remembering = await startRemembering();
});
afterEach(() => remembering.board.close());

/** Adds a call that started so many hours ago to the call history, and queries the hour around it. */
async function withCall(hoursAgo: number): Promise<void> {
  const { board, clock } = remembering;
  const start = clock.now() - hoursAgo * HOUR;
  board.sandbox.data.calls = [aCall({ uuid: numberedUuid(1), callDate: warsawTime(start) })];
  board.sandbox.data.notes = {};
  range = instants(start - HOUR / 2, start + HOUR / 2);
  expect(await calls()).toMatchObject([{ status: 'ANSWERED', hasNotes: false, notes: [], flags: [] }]);
}

function instants(from: number, to: number) {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

async function calls(query = QUERY): Promise<readonly object[]> {
  const { text } = await remembering.post({ query, variables: range });
  const { data }: Answer = JSON.parse(text);
  return data.calls.nodes;
}

function change(overrides: Readonly<Record<string, unknown>>): void {
  const { data } = remembering.board.sandbox;
  data.calls = data.calls.map((call) => ({ ...call, ...overrides }));
}

// Red if everything older than an hour is fresh for an hour.
describe.each([
  ['two hours ago', 2],
  ['yesterday', 20],
  ['47 hours ago', 47],
])('for a call that started %s,', (_, hoursAgo) => {
  beforeEach(() => withCall(hoursAgo));

  test('a first note is visible within 30 s', async () => {
    change({ note: 1 });
    remembering.board.sandbox.data.notes = { [numberedUuid(1)]: [aNote({ text: 'Called back' })] };
    remembering.clock.pass(30);
    expect(await calls()).toMatchObject([{ hasNotes: true, notes: [{ text: 'Called back' }] }]);
  });

  test('a changed status, duration and flag are visible within 30 s', async () => {
    change({ status: 'BUSY', duration: 5, flags: [{ name: 'Billing', uuid: numberedUuid(7), color: null }] });
    remembering.clock.pass(30);
    expect(await calls()).toMatchObject([
      { status: 'BUSY', durationSeconds: 5, flags: [{ name: 'Billing' }] },
    ]);
  });

  test('Cache-Control allows up to 30 s', async () => {
    const { cacheControl } = await remembering.post({ query: QUERY, variables: range });
    expect(cacheControl).toBe('private, max-age=30');
  });

  test('any number of queries send one request in 30 s', async () => {
    const { board, clock } = remembering;
    board.sandbox.clearRequests();
    for (let second = 0; second < 30; second += 1) {
      for (let time = 0; time < 3; time += 1)
        await calls(QUERY.replace('uuid', `uuid a${String(time)}: uuid`));
      clock.pass(1);
    }
    expect(upstreamRequests(board.sandbox)).toEqual({});
    await calls();
    expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1 });
  });
});

test('a call of 95 minutes is visible within 30 s of its end', async () => {
  const { board, clock } = remembering;
  range = instants(clock.now() - 24 * HOUR, clock.now());
  expect(await calls()).toEqual([]);
  const start = clock.now() - 95 * 60_000;
  board.sandbox.data.calls = [aCall({ callDate: warsawTime(start), duration: 95 * 60 })];
  clock.pass(30);
  range = instants(clock.now() - 24 * HOUR, clock.now());
  expect(await calls()).toMatchObject([{ durationSeconds: 5700 }]);
});

test('a call from before yesterday is fresh for an hour', async () => {
  await withCall(60);
  const { board, clock } = remembering;
  board.sandbox.clearRequests();
  clock.pass(3599);
  await calls(QUERY.replace('totalCount', ''));
  expect(upstreamRequests(board.sandbox)).toEqual({});
  clock.pass(1);
  await calls();
  expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1 });
});

// Red if notes cached when the call had fewer of them are returned with a newer record.
test('a new note is returned as soon as the call’s record counts it', async () => {
  await withCall(2);
  const { board, post } = remembering;
  const live = (query: string) => post({ query, variables: range }, { 'cache-control': 'no-cache' });
  const notes = [aNote({ text: 'First' })];
  board.sandbox.data.notes = { [numberedUuid(1)]: notes };
  change({ note: 1 });
  await live(QUERY);
  expect(await calls()).toMatchObject([{ notes: [{ text: 'First' }] }]);
  notes.push(aNote({ uuid: numberedUuid(8), text: 'Second', created: '2025-03-18 12:13:35' }));
  change({ note: 2 });
  await live(QUERY.replace('notes { text }', ''));
  expect(await calls(QUERY.replace('totalCount', ''))).toMatchObject([
    { notes: [{ text: 'First' }, { text: 'Second' }] },
  ]);
});
