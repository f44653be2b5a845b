import {
  compareCalls,
  type Call,
  type CallOrder,
  type CallPosition,
  type TimeRange,
} from '../../domain/call.js';
import type { Caller } from '../../domain/caller.js';
import type { CallHistory } from '../../domain/sources.js';
import { COUNTED_CALLS } from '../cost/call-pages.js';
import { decodeCursor, encodeCursor, isInstantOfUuid } from '../relay/cursor.js';
import { DEFAULT_PAGE } from '../input/page-size.js';
import { checkRange, type GivenRange } from './call-range.js';
import { CallConnection } from './call.type.js';
import { criteriaOf } from './call-criteria.js';
import { conditionsOf } from './call-filter.js';
import type { CallsArgs } from './call.args.js';

/** Returns the wanted calls among these, in the same order. */
type SelectCalls = (calls: readonly Call[]) => readonly Call[] | Promise<readonly Call[]>;

/**
 * A page of a workspace's calls in a range; `narrow` filters the calls further. `given`: the range as the caller gave it,
 * if its start or end can be omitted. BAD_USER_INPUT for a range that ends before it starts, a filter that can't be met,
 * or a cursor of another range; FORBIDDEN for a filter by data that the caller may not see.
 */
export async function callPage(
  workspace: string,
  history: CallHistory,
  args: CallsArgs & { readonly given?: GivenRange },
  caller: Caller,
  narrow?: SelectCalls,
): Promise<CallConnection> {
  const { from, to, after } = args;
  // A default changes with time, but a cursor must stay valid for its list.
  const given = args.given ?? { from, to };
  checkRange({ from, to }, given);
  const order = args.order ?? 'NEWEST_FIRST';
  const list = ['calls', workspace, given.from ?? '', given.to ?? '', order];
  const position = decodeCursor(after, list, isInstantOfUuid, 'workspace, range and order');
  const start = position && { startedAt: position[0], uuid: position[1] };
  const conditions = conditionsOf(args.filter, caller);
  const criteria = criteriaOf(args.filter);
  const everyCall = conditions.length === 0 && narrow === undefined;
  const select: SelectCalls = (calls) => {
    if (everyCall) return calls;
    const matching = calls.filter((call) => conditions.every((condition) => condition(call)));
    return narrow === undefined ? matching : narrow(matching);
  };

  const range = { from, to };
  const behind = (calls: readonly Call[]) =>
    start === null ? calls : calls.filter((call) => isBehind(call, start, order));
  const batches = new CallBatches(history.walk(rangeFrom(range, start, order), order, criteria), (calls) =>
    select(behind(calls)),
  );
  const nodes = await batches.take(args.first ?? DEFAULT_PAGE);
  const cursorOf = ({ startedAt, uuid }: Call) => encodeCursor(list, [startedAt, uuid]);
  const count = async () => {
    const total = await history.count(range);
    if (everyCall || total === null) return total;
    if (total > COUNTED_CALLS) return null;
    let matches = 0;
    for await (const calls of history.walk(range, order, criteria)) matches += (await select(calls)).length;
    return matches;
  };
  return new CallConnection({ items: nodes, cursorOf, after, hasMore: () => batches.hasMore(), count });
}

/** The rest of a range from a position on, including the position itself. */
function rangeFrom({ from, to }: TimeRange, position: CallPosition | null, order: CallOrder): TimeRange {
  if (position === null) return { from, to };
  return order === 'NEWEST_FIRST'
    ? { from, to: Math.min(to, position.startedAt + 1) }
    : { from: Math.max(from, position.startedAt), to };
}

function isBehind(call: CallPosition, position: CallPosition, order: CallOrder): boolean {
  return order === 'NEWEST_FIRST' ? compareCalls(call, position) < 0 : compareCalls(call, position) > 0;
}

/** Takes wanted calls from a walk, reading no further than necessary. */
class CallBatches {
  readonly #batches: AsyncIterator<readonly Call[]>;
  #rest: readonly Call[] = [];

  constructor(
    batches: AsyncIterable<readonly Call[]>,
    private readonly select: SelectCalls,
  ) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Returns the next `count` calls; fewer only at the end. */
  async take(count: number): Promise<readonly Call[]> {
    const taken: Call[] = [];
    while (taken.length < count && (await this.hasMore())) {
      const wanted = count - taken.length;
      taken.push(...this.#rest.slice(0, wanted));
      this.#rest = this.#rest.slice(wanted);
    }
    return taken;
  }

  /** Whether there is another call; reads on until one is found. */
  async hasMore(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const batch = await this.#batches.next();
      if (batch.done === true) return false;
      this.#rest = await this.select(batch.value);
    }
    return true;
  }
}
