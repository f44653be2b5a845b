import { whenReady, type Awaitable } from '../../../domain/awaitable.js';
import type { Call, TimeRange } from '../../../domain/call.js';
import type { Extension } from '../../../domain/extension.js';
import { compareExtensions } from '../../../domain/extension-directory.js';
import type { CallFigures, CallGroup } from './call-statistics.type.js';
import { CallTally } from './call-tally.js';

/** The properties that the calls of a group share; the others are null. */
type GroupKey = Omit<CallGroup, keyof CallFigures>;

/** A group of calls, and what is counted of them. */
interface Group {
  readonly key: GroupKey;
  readonly tally: CallTally;
}

/** Groups the calls of a range and keeps a tally of each group. */
export interface Grouping {
  /**
   * The groups for which a call history can total its calls, those without `from` and `to` in the whole range; null if
   * columns alone don't determine a call's group.
   */
  readonly known: readonly Group[] | null;
  tallyOf(call: Call): Awaitable<CallTally>;
  /** The groups in order, with their counts so far. */
  groups(): readonly CallGroup[];
}

const NO_KEY: GroupKey = { from: null, to: null, extension: null, direction: null, status: null };

/** One group for each of some contiguous periods, including those without calls. */
export function byPeriod(periods: readonly TimeRange[]): Grouping {
  const groups = periods.map(emptyGroup);
  const outside = new CallTally();
  return {
    known: groups,
    tallyOf: ({ startedAt }) => groups[indexAt(periods, startedAt)]?.tally ?? outside,
    groups: () => groups.map(counted),
  };
}

/** One group for each direction, or each status, that occurs, in the order of `values`. */
export function byColumn<Column extends 'direction' | 'status'>(
  column: Column,
  values: readonly Call[Column][],
): Grouping {
  const groups = new Map(values.map((value) => [value, emptyGroup({ [column]: value })]));
  const outside = new CallTally();
  return {
    known: [...groups.values()],
    tallyOf: (call) => groups.get(call[column])?.tally ?? outside,
    groups: () => [...groups.values()].map(counted).filter(({ callCount }) => callCount > 0),
  };
}

/** One group for each extension that occurs, ordered by name like `extensions`; calls without one come last. */
export function byExtension(extensionOf: (call: Call) => Awaitable<Extension | null>): Grouping {
  const groups = new Map<Extension | null, Group>();
  const tallyOf = (extension: Extension | null) => {
    const group = groups.get(extension) ?? emptyGroup({ extension });
    groups.set(extension, group);
    return group.tally;
  };
  return {
    known: null,
    tallyOf: (call) => whenReady(extensionOf(call), tallyOf),
    groups: () =>
      [...groups.values()].map(counted).sort(({ extension: a }, { extension: b }) => {
        return a !== null && b !== null ? compareExtensions(a, b) : Number(a === null) - Number(b === null);
      }),
  };
}

function emptyGroup(key: Partial<GroupKey>): Group {
  return { key: { ...NO_KEY, ...key }, tally: new CallTally() };
}

function counted({ key, tally }: Group): CallGroup {
  return { ...key, ...tally.figures() };
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
