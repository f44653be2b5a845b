import { expect } from '@jest/globals';
import { AccountArchive } from '../../src/archive/account-archive.js';
import { archivedCalls } from '../../src/archive/archived-calls.js';
import { joined } from '../../src/archive/store/coverage.js';
import { ArchiveIncompleteError } from '../../src/domain/archive/archive-errors.js';
import type { NotePosition } from '../../src/domain/archive/note-search.js';
import { CallNotLocatedError } from '../../src/domain/call-not-located.js';
import type { Call, CallPosition, CallStatus, TimeRange } from '../../src/domain/call.js';
import { type Interval, SECOND } from '../../src/domain/interval.js';
import type { OperationEvent } from '../../src/domain/operation/operation-event.js';
import type { CallHistory } from '../../src/domain/sources.js';
import type { Random } from '../support/random.js';
import type { Clock } from '../support/a-clock.js';
import { aScope } from '../support/a-scope.js';
import { numberedUuid } from '../support/builders.js';
import { allOf } from '../providers/ccrm/a-ccrm.js';
import { type ChangingProvider, WORDS } from './a-changing-provider.js';
import { aProviderHistory } from './a-provider-history.js';
import { DECODER, type OpenStore, seconds } from './a-store.js';

export interface World {
  readonly random: Random;
  readonly clock: Clock;
  readonly provider: ChangingProvider;
  readonly opened: OpenStore;
  readonly since: number;
}

/** How much could be compared: whether all time is covered, and whether every uuid and every word got an answer. */
export interface Compared {
  readonly isWhole: boolean;
  readonly located: 'ALL' | 'SOME';
  readonly searched: 'ALL' | 'SOME';
}

const EVER = seconds(0, 10_000_000_000);
const UNKNOWN = numberedUuid(999_999);
const STATUSES: readonly CallStatus[] = ['ANSWERED', 'BUSY', 'NO_ANSWER', 'UNKNOWN'];
const ORDERS = ['OLDEST_FIRST', 'NEWEST_FIRST'] as const;

/** Asserts that every answer with data requested since the last change matches the provider's present state. */
export async function expectTruth(world: World): Promise<Compared> {
  const { opened, provider, random } = world;
  await opened.archive.refresh();
  const covered = await opened.store.coverage(EVER);
  const revisited = joined(covered.filter(({ fetchedAt }) => fetchedAt > provider.changedAt()));
  for (const whole of revisited) {
    for (const interval of [whole, aPartOf(whole, random)]) {
      const expected = provider.calls(interval);
      await expectPages(world, interval, expected);
      await expectSums(world, interval, expected);
      await expectOutageAnswers(world, interval, expected);
    }
  }
  const isWhole = covered.every(({ fetchedAt }) => fetchedAt > provider.changedAt());
  const present = new Map(provider.calls(EVER).map((call) => [call.uuid, call]));
  const uuids = [...provider.uuids(), UNKNOWN].filter(() => isWhole || random.fraction() < 0.2);
  const located = await Promise.all(uuids.map((uuid) => isLocated(world, uuid, present.get(uuid) ?? null)));
  const isSynced = isWhole && (await opened.store.size()).pendingNotes === 0;
  const searched = [];
  for (const word of WORDS) searched.push(await isSearched(world, word, isSynced));
  return {
    isWhole,
    located: located.every(Boolean) ? 'ALL' : 'SOME',
    searched: searched.every(Boolean) ? 'ALL' : 'SOME',
  };
}

function aPartOf({ start, end }: Interval, random: Random): Interval {
  const instant = () => start + Math.floor((random.fraction() * (end - start)) / SECOND) * SECOND;
  const [one, other] = [instant(), instant()];
  return { start: Math.min(one, other), end: Math.max(one, other) };
}

/** The archive's pages of an interval, of all calls and of the answered ones, and their number. */
async function expectPages({ opened, random }: World, interval: Interval, expected: readonly Call[]) {
  const order = random.pick(ORDERS);
  const criteria = random.pick([null, { status: ['ANSWERED' as const] }]);
  const calls: Call[] = [];
  for (let after: CallPosition | null = null; ;) {
    const limit = random.whole(1, 40);
    const page = await opened.archive.page({ ...interval, order, after, criteria, limit });
    calls.push(...page.calls);
    if (page.next === null) break;
    after = page.next;
  }
  const wanted = criteria === null ? expected : expected.filter(({ status }) => status === 'ANSWERED');
  expect(order === 'OLDEST_FIRST' ? calls : calls.reverse()).toEqual(wanted);
  expect(await opened.archive.store.countWhole(interval)).toBe(expected.length);
}

async function expectSums({ opened }: World, interval: Interval, expected: readonly Call[]) {
  const range = rangeOf(interval);
  const groups = STATUSES.map((status) => ({ ...range, direction: null, status }));
  const sums = await opened.archive.sums({ ...interval, groups, criteria: null });
  expect(sums).toEqual(STATUSES.map((status, group) => ({ group, ...sumsOf(expected, status) })));
}

function sumsOf(calls: readonly Call[], wanted: CallStatus) {
  const durations = calls
    .filter(({ status }) => status === wanted)
    .map(({ durationSeconds }) => durationSeconds);
  return {
    calls: durations.length,
    answered: wanted === 'ANSWERED' ? durations.length : 0,
    seconds: durations.reduce((sum, each) => sum + each, 0),
    longest: Math.max(0, ...durations),
  };
}

/** The answers of an operation while the provider is down. */
async function expectOutageAnswers(world: World, interval: Interval, expected: readonly Call[]) {
  const { history } = openOperation(world, true);
  const range = rangeOf(interval);
  for (const order of ORDERS) {
    const calls = await allOf(history.walk(range, order));
    expect(order === 'OLDEST_FIRST' ? calls : calls.toReversed()).toEqual(expected);
  }
  expect(await history.count(range)).toBe(expected.length);
  const positions = expected.slice(0, 10);
  expect(new Set((await history.find(positions)).values())).toEqual(new Set(positions));
}

/** Whether a uuid got an answer with data requested since the last change; asserts that the answer is right. */
async function isLocated(world: World, uuid: string, present: Call | null): Promise<boolean> {
  const { provider } = world;
  const { history, asOf } = openOperation(world, false);
  try {
    const call = await history.findByUuid(uuid);
    if (asOf() <= provider.changedAt()) return false;
    expect([uuid, call]).toEqual([uuid, present]);
    return true;
  } catch (error) {
    if (!(error instanceof CallNotLocatedError)) throw error;
    return false;
  }
}

/**
 * Whether a search got an answer with data requested since the last change; asserts that the answer is right. `isSynced`:
 * nothing is due, so notes that were read earlier haven't changed either.
 */
async function isSearched(world: World, text: string, isSynced: boolean): Promise<boolean> {
  const range = { from: world.since, to: world.clock.now() };
  try {
    return await expectSearch(world, text, range, isSynced);
  } catch (error) {
    if (!(error instanceof ArchiveIncompleteError)) throw error;
    // What it reports to be searchable is.
    const { complete } = error.details;
    if (complete !== null) {
      const reported = { from: Date.parse(complete.from), to: Date.parse(complete.to) };
      await expectSearch(world, text, reported, isSynced);
    }
    return false;
  }
}

async function expectSearch(
  world: World,
  text: string,
  range: TimeRange,
  isSynced: boolean,
): Promise<boolean> {
  const { provider, random } = world;
  const { history, asOf } = openOperation(world, true);
  const found: string[] = [];
  const limit = random.whole(1, 20);
  for (let after: NotePosition | null = null; ;) {
    const page = await history.searchNotes({ text, ...range, after, limit });
    found.push(...page.notes.map(({ note }) => note.uuid));
    const last = page.notes.at(-1);
    if (!page.hasMore || last === undefined) break;
    after = last.note;
  }
  if (asOf() <= provider.changedAt() && !isSynced) return false;
  const expected = provider
    .notes()
    .filter(({ callStartedAt: at }) => at >= range.from && at < range.to)
    .filter((note) => note.text.includes(text));
  expect(found).toEqual(expected.map(({ uuid }) => uuid));
  return true;
}

/** A call history of one operation. `asOf`: the earliest fetch of the archived data that it has reported. */
function openOperation(
  { provider, opened, clock }: World,
  isDown: boolean,
): { readonly history: CallHistory; readonly asOf: () => number } {
  let asOf = Infinity;
  const report = (event: OperationEvent) => {
    if (event.kind === 'ARCHIVED') asOf = Math.min(asOf, event.fetchedAt);
  };
  const { store } = opened;
  const archive = new AccountArchive(store, DECODER, opened.archive.recorder, 'PL', () => 0, clock.now);
  const account = { provider: 'ccrm', workspace: 'acme', now: clock.now } as const;
  const source = archivedCalls(aProviderHistory(provider, isDown), () => archive, account);
  return { history: source.openHistory(aScope({ report })), asOf: () => asOf };
}

function rangeOf({ start, end }: Interval): TimeRange {
  return { from: start, to: end + SECOND };
}
