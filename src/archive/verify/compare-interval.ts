import { isDeepStrictEqual } from 'node:util';
import type { Call } from '../../domain/call.js';
import { contains, type Interval, SECOND } from '../../domain/interval.js';
import { UnreadableCallsError } from '../../domain/upstream/upstream-error.js';
import type { OpenedAccount } from '../open-accounts.js';
import type { Covered } from '../store/coverage.js';
import { openPacedOperation } from '../sync/read-interval.js';
import type { Pacer } from '../sync/pacer.js';

/** Archived calls per query. */
const ROWS = 1000;

/** MISSING: only the provider has the call. EXTRA: only the archive has it. CHANGED: both do, with other values. */
export interface CallDifference {
  readonly kind: 'MISSING' | 'EXTRA' | 'CHANGED';
  readonly uuid: string;
  /** In milliseconds since the epoch, as is `fetchedAt`. */
  readonly startedAt: number;
  /** When the archived interval was requested: later changes aren't the archive's fault. null if it isn't covered. */
  readonly fetchedAt: number | null;
  /** The fields whose values differ. */
  readonly fields: readonly string[];
}

/** An interval that was compared. `differences` is empty if the archive agrees with the provider. */
export interface Comparison extends Interval {
  /** The number of calls that the provider has in the interval. */
  readonly calls: number;
  readonly differences: readonly CallDifference[];
}

type Account = Pick<OpenedAccount, 'archive' | 'source'>;

/**
 * Compares an archived interval with the provider's present calls. If they differ, compares again, and returns only
 * differences found twice, because calls may change meanwhile. Rejects with the provider's error.
 */
export async function compareInterval(
  account: Account,
  interval: Interval,
  pacer: Pacer,
  signal: AbortSignal,
): Promise<Comparison> {
  const first = await compareOnce(account, interval, pacer, signal);
  if (first.differences.length === 0) return first;
  const second = await compareOnce(account, interval, pacer, signal);
  const before = new Set(first.differences.map(({ kind, uuid }) => `${kind} ${uuid}`));
  const lasting = second.differences.filter(({ kind, uuid }) => before.has(`${kind} ${uuid}`));
  return { ...second, differences: lasting };
}

async function compareOnce(
  account: Account,
  interval: Interval,
  pacer: Pacer,
  signal: AbortSignal,
): Promise<Comparison> {
  const { archive } = account;
  const live = await liveCalls(account, interval, pacer, signal);
  const covered = await archive.store.coverage(interval);
  const archived = await archivedCalls(account, interval);
  const uuids = [...new Set([...archived.keys(), ...live.keys()])];
  const differences = uuids.flatMap(
    (uuid) => differenceOf(uuid, archived.get(uuid), live.get(uuid), covered) ?? [],
  );
  differences.sort((one, other) => one.startedAt - other.startedAt);
  return { ...interval, calls: live.size, differences };
}

/** null if both are the same. */
function differenceOf(
  uuid: string,
  archived: Call | undefined,
  live: Call | undefined,
  covered: readonly Covered[],
): CallDifference | null {
  const call = archived ?? live;
  if (call === undefined) return null;
  const fields = archived && live ? differingFields(archived, live) : [];
  if (archived && live && fields.length === 0) return null;
  const kind = archived === undefined ? 'MISSING' : live === undefined ? 'EXTRA' : 'CHANGED';
  const fetchedAt = covered.find((each) => contains(each, call.startedAt))?.fetchedAt ?? null;
  return { kind, uuid, startedAt: call.startedAt, fetchedAt, fields };
}

/** The names of the fields whose values differ, never a value. */
function differingFields(one: Call, other: Call): readonly string[] {
  const values = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).flatMap(([name, value]) =>
    isDeepStrictEqual(value, values.get(name)) ? [] : [name],
  );
}

async function liveCalls(
  { source }: Account,
  { start, end }: Interval,
  pacer: Pacer,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, Call>> {
  const history = source.openHistory(openPacedOperation(pacer, signal));
  const calls = new Map<string, Call>();
  try {
    for await (const batch of history.walk({ from: start, to: end + SECOND }, 'OLDEST_FIRST')) {
      for (const call of batch) calls.set(call.uuid, call);
    }
  } catch (error) {
    // Records that can't be read aren't archived either.
    if (!(error instanceof UnreadableCallsError)) throw error;
  }
  return calls;
}

async function archivedCalls({ archive }: Account, interval: Interval): Promise<ReadonlyMap<string, Call>> {
  const calls = new Map<string, Call>();
  for (let after = null; ;) {
    const query = { ...interval, order: 'OLDEST_FIRST', after, criteria: null, limit: ROWS } as const;
    const page = await archive.page(query);
    for (const call of page.calls) calls.set(call.uuid, call);
    if (page.next === null) return calls;
    after = page.next;
  }
}
