import { type Call, compareCalls } from '../../../domain/call.js';
import type { CacheNamespace } from '../../../upstream/redis/cache-namespace.js';
import type { CallDecoder, RecordedCall } from '../../../domain/archive/call-archive.js';
import { contains, SECOND, type Interval } from '../../../domain/interval.js';
import { mapInSlices } from '../../../domain/operation/slices.js';
import { list } from '../../../json/decode.js';
import type { WorkspaceCalls } from './workspace-calls.js';

/** The intervals of one workspace's call history that replicas share. */
export interface RedisCalls {
  /** Read it before a request, and pass it to `keep` with the result; null if nothing can be stored. */
  readonly generation: string | null;
  /**
   * Copies the latest shared interval that is fresh around an instant into the workspace's cache; with `stale`, also
   * one that may only be used in an outage. Does nothing if there is none.
   */
  lookUp(instant: number, stale: boolean): Promise<void>;
  /**
   * Stores the records of all calls of an interval, oldest first, in the background; ignores an interval without
   * calls. `asked`: when it was requested, in milliseconds since the epoch, by the clock of the workspace's cache.
   */
  keep(interval: Interval, calls: readonly RecordedCall[], asked: number, generation: string | null): void;
}

/** The number of records tried for one instant: Redis may have evicted some that are still listed. */
const MOST_TRIED = 3;

/** Stores intervals as listed records of a CacheNamespace. */
export class RedisIntervals implements RedisCalls {
  /** Fetches in flight, by the record's name. */
  readonly #inFlight = new Map<string, Promise<boolean>>();

  /** `remember` is called with every call that is copied from Redis. */
  constructor(
    private readonly account: CacheNamespace,
    private readonly workspaceCalls: WorkspaceCalls,
    private readonly decoder: CallDecoder,
    private readonly remember: (call: Call) => void,
  ) {}

  get generation(): string | null {
    return this.account.generation;
  }

  async lookUp(instant: number, stale: boolean): Promise<void> {
    const names = (await this.account.names()).filter((each) => this.#isOfUse(each, instant, stale));
    for (const name of names.slice(0, MOST_TRIED)) {
      const inFlight =
        this.#inFlight.get(name) ?? this.#fetch(name).finally(() => this.#inFlight.delete(name));
      this.#inFlight.set(name, inFlight);
      if (await inFlight) return;
    }
  }

  keep(
    { start, end }: Interval,
    calls: readonly RecordedCall[],
    asked: number,
    generation: string | null,
  ): void {
    if (calls.length === 0) return;
    const lifetime = this.workspaceCalls.freshness.lifetime({ start, end, asked });
    const name = ['calls', start, end, asked].join('/');
    const records = calls.map(({ record }) => record);
    this.account.keepListed(name, records, {
      generation,
      age: this.workspaceCalls.freshness.now() - asked,
      lifetime,
    });
  }

  #isOfUse(name: string, instant: number, stale: boolean): boolean {
    const named = readName(name);
    if (named === null) return false;
    const parts = this.workspaceCalls.freshness.usableParts({ ...named.interval, asked: named.asked }, stale);
    return parts.some((part) => contains(part, instant));
  }

  /** Whether the record was found and could be used; false if another one should be tried. */
  async #fetch(name: string): Promise<boolean> {
    const named = readName(name);
    const { epoch } = this.workspaceCalls;
    const found = await this.account.find(name);
    if (named === null || found === null) return false;
    const calls = await this.#decoded(list(found.value));
    if (calls === null || found.generation !== this.generation) return false;
    if (!areInOrder(calls) || !calls.every(({ startedAt }) => contains(named.interval, startedAt)))
      return false;
    this.workspaceCalls.add(
      { ...named.interval, calls },
      this.workspaceCalls.freshness.now() - found.age,
      epoch,
    );
    for (const call of calls) this.remember(call);
    return true;
  }

  /** null if there are no records or one of them can't be decoded, because the interval would lack its call. */
  async #decoded(records: readonly unknown[]): Promise<readonly Call[] | null> {
    const decoded = await mapInSlices(records, (record) => this.decoder.decodeCall(record));
    const calls = decoded.filter((call) => call !== null);
    return calls.length === 0 || calls.length < records.length ? null : calls;
  }
}

function readName(name: string): { readonly interval: Interval; readonly asked: number } | null {
  const match = /^calls\/(-?\d{1,15})\/(-?\d{1,15})\/(\d{1,15})$/.exec(name);
  if (match === null) return null;
  const [start = NaN, end = NaN, asked = NaN] = match.slice(1).map(Number);
  return start <= end && start % SECOND === 0 && end % SECOND === 0
    ? { interval: { start, end }, asked }
    : null;
}

function areInOrder(calls: readonly Call[]): boolean {
  return calls.every((call, index) => {
    const before = calls[index - 1];
    return before === undefined || compareCalls(before, call) < 0;
  });
}
