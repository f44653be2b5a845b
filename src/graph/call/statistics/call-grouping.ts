import { whenReady, type Awaitable } from '../../../domain/awaitable.js';
import type { Call, TimeRange } from '../../../domain/call.js';
import type { Extension } from '../../../domain/extension.js';
import { compareExtensions } from '../../../domain/extension-directory.js';
import type { CallFigures, CallGroup } from './call-statistics.type.js';
import { CallTally } from './call-tally.js';

/** The properties that the calls of a group share; the others are null. */
type GroupKey = Omit<CallGroup, keyof CallFigures>;

/** Groups the calls of a range and keeps a tally of each group. */
export interface Grouping {
  /**
   * The groups for which a call history can total its calls, those without `from` and `to` in the whole range; null if
   * columns alone don't determine a call's group.
   */
  readonly keys: readonly GroupKey[] | null;
  tallyOf(call: Call): Awaitable<CallTally>;
  /** The tally of a group of `keys`, by its index. */
  tallyAt(group: number): CallTally;
  /** The groups in order, with their counts so far. */
  groups(): readonly CallGroup[];
}

const NO_KEY: GroupKey = { from: null, to: null, extension: null, direction: null, status: null };

/** One group for each of some contiguous periods, including those without calls. */
export function byPeriod(periods: readonly TimeRange[]): Grouping {
  const groups = periods.map((period) => ({ period, tally: new CallTally() }));
  const outside = new CallTally();
  return {
    keys: periods.map((period) => ({ ...NO_KEY, ...period })),
    tallyAt: (group) => groups[group]?.tally ?? outside,
    tallyOf: ({ startedAt }) => groups[indexAt(periods, startedAt)]?.tally ?? outside,
    groups: () => groups.map(({ period, tally }) => ({ ...NO_KEY, ...period, ...tally.figures() })),
  };
}

/** One group for each direction, or each status, that occurs, in this order. */
export function byColumn<Column extends 'direction' | 'status'>(
  column: Column,
  order: readonly Call[Column][],
): Grouping {
  return byKey(
    order,
    (call) => call[column],
    (value) => ({ ...NO_KEY, [column]: value }),
    (a, b) => order.indexOf(a) - order.indexOf(b),
  );
}

/** One group for each extension that occurs, ordered by name like `extensions`; calls without one come last. */
export function byExtension(extensionOf: (call: Call) => Awaitable<Extension | null>): Grouping {
  return byKey(
    null,
    extensionOf,
    (extension) => ({ ...NO_KEY, extension }),
    (a, b) => (a !== null && b !== null ? compareExtensions(a, b) : Number(a === null) - Number(b === null)),
  );
}

/** `all`: every key that a call can have, if a column determines it; otherwise null. */
function byKey<Key>(
  all: readonly Key[] | null,
  keyOf: (call: Call) => Awaitable<Key>,
  groupOf: (key: Key) => GroupKey,
  compare: (a: Key, b: Key) => number,
): Grouping {
  const tallies = new Map<Key, CallTally>();
  const tallyOfKey = (key: Key) => {
    const tally = tallies.get(key) ?? new CallTally();
    tallies.set(key, tally);
    return tally;
  };
  return {
    keys: all && all.map(groupOf),
    tallyAt: (group) => {
      const key = all?.[group];
      return key === undefined ? new CallTally() : tallyOfKey(key);
    },
    tallyOf: (call) => whenReady(keyOf(call), tallyOfKey),
    groups: () =>
      [...tallies]
        .sort(([a], [b]) => compare(a, b))
        .map(([key, tally]) => ({ ...groupOf(key), ...tally.figures() })),
  };
}

/** The index of the period that contains an instant. */
function indexAt(periods: readonly TimeRange[], instant: number): number {
  let low = 0;
  let high = periods.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((periods[middle]?.to ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
