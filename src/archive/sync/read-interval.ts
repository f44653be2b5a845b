import type { LimitFunction } from 'p-limit';
import { openScope, type OperationScope } from '../../domain/operation/operation-scope.js';
import { type Interval, SECOND } from '../../domain/interval.js';
import type { CallSource } from '../../domain/sources.js';
import { UnreadableCallsError } from '../../domain/upstream/upstream-error.js';
import type { AccountArchive } from '../account-archive.js';
import type { Pacer } from './pacer.js';
import type { SyncLease } from './sync-lease.js';

/** Milliseconds that a request may take, including its waits for rate limits. */
const REQUEST_TIME = 30_000;

/** The pace, lease and limit under which the provider is read. */
export interface ReadingTurn {
  readonly pacer: Pacer;
  readonly lease: SyncLease;
  /** Shared by all accounts; held from each request until its response is written. */
  readonly readings: LimitFunction;
}

/** The account that is read, and its archive. */
export interface ReadAccount {
  readonly source: CallSource;
  readonly archive: AccountArchive;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Reads every call of an interval live, newest first, so that the recorder receives all of them. Calls `step` after
 * each batch, and reads the next one meanwhile. If no record can be read and no call is archived, records the interval
 * as empty: it would fail again and again, and nothing older would be read. Rejects with the error of `step` or of the
 * provider, or with a LeaseLostError.
 */
export async function readInterval(
  { source, archive, now }: ReadAccount,
  interval: Interval,
  turn: ReadingTurn,
  signal: AbortSignal,
  step: () => Promise<void>,
): Promise<void> {
  let lastStep = Promise.resolve();
  const stepBehind = async () => {
    await lastStep;
    lastStep = step();
    // Awaited after the next batch.
    lastStep.catch(() => undefined);
  };
  const requestedAt = now();
  using operation = openOperation(turn, signal);
  const history = source.openHistory(operation.scope);
  const batches = history.walk({ from: interval.start, to: interval.end + SECOND }, 'NEWEST_FIRST');
  try {
    for await (const calls of batches) if (calls.length > 0) await stepBehind();
  } catch (error) {
    if (!(error instanceof UnreadableCallsError) || (await archive.store.count(interval, 1)) > 0) throw error;
    archive.recorder.record(interval, [], requestedAt, operation.scope);
  }
  await stepBehind();
  await lastStep;
}

/**
 * The scope of an operation that reads live in the background: each request waits for the pacer, acquires one of the
 * readings, which is released before the next request and on disposal, and confirms the lease.
 */
export function openOperation(
  { pacer, lease, readings }: ReadingTurn,
  signal: AbortSignal,
): { readonly scope: OperationScope } & Disposable {
  const over = new AbortController();
  const ends = AbortSignal.any([signal, over.signal]);
  let release = (): void => undefined;
  const scope = openPacedOperation(pacer, signal).child(signal, {
    leaseHolder: lease.holder,
    pace: async () => {
      release();
      await pacer.turn(ends);
      const acquired = await acquire(readings, ends);
      // Another request of this operation may have acquired one meanwhile.
      release();
      release = acquired;
      // It may have ended at the same time.
      if (ends.aborted) release();
      await lease.confirm();
    },
  });
  return {
    scope,
    [Symbol.dispose]() {
      // A request that still waits would acquire a reading that is never released.
      over.abort();
      release();
    },
  };
}

/** The scope of an operation that reads live, in the background and at the pacer's pace. */
export function openPacedOperation(pacer: Pacer, signal: AbortSignal): OperationScope {
  return openScope({
    signal,
    readsLive: true,
    timeLeft: () => REQUEST_TIME,
    pace: () => pacer.turn(signal),
  });
}

/** Waits for its turn, and resolves with a function that ends it. Rejects if the signal aborts before. */
function acquire(turns: LimitFunction, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(new Error('given up', { cause: signal.reason }));
    signal.throwIfAborted();
    signal.addEventListener('abort', giveUp, { once: true });
    void turns(
      () =>
        new Promise<void>((release) => {
          signal.removeEventListener('abort', giveUp);
          if (signal.aborted) release();
          else resolve(release);
        }),
    );
  });
}
