import { setTimeout as sleep } from 'node:timers/promises';
import { type ArchiveProgress, progressOf } from '../../../archive/archive-progress.js';
import type { OpenedAccount } from '../../../archive/open-accounts.js';
import { type ArchiveOptions, fillAccount } from '../../../archive/open-archive.js';
import type { SyncAttempt } from '../../../archive/sync/synchroniser.js';
import { UpstreamError } from '../../../domain/upstream/upstream-error.js';
import { counted } from './report-text.js';

/** Milliseconds between two looks at how far it is. */
const LOOK = 500;
/** Failures in a row after which it is given up: two and a half minutes, as the pauses between them grow. */
const MOST_FAILURES = 5;

/** What is reported while an account is synchronised. */
export interface SyncObserver {
  progressed(progress: ArchiveProgress): void;
  /** Another process is filling the archive. Reported once, until this one does. */
  otherProcess(): void;
  /** It failed, and is tried again. */
  paused(reason: string): void;
}

/** How far it is by now. */
interface SyncState {
  /** null as long as the database hasn’t told it. */
  progress: ArchiveProgress | null;
  /** Why it failed; null if it didn’t. */
  reason: string | null;
}

export interface SyncResult extends Readonly<SyncState> {
  readonly workspace: string;
  readonly outcome: 'COMPLETE' | 'INTERRUPTED' | 'FAILED';
}

/** Fills one account’s archive, or waits for the process that does, until it is complete, can’t be, or the signal aborts. */
export async function syncAccount(
  account: OpenedAccount,
  options: ArchiveOptions,
  observer: SyncObserver,
  signal: AbortSignal,
): Promise<SyncResult> {
  const { workspace } = account;
  const over = new AbortController();
  const state: SyncState = { progress: null, reason: null };
  let isOtherProcess = false;

  function attempted(attempt: SyncAttempt): void {
    if (attempt.kind === 'OTHER_PROCESS' && !isOtherProcess) observer.otherProcess();
    isOtherProcess = attempt.kind === 'OTHER_PROCESS';
    if (attempt.kind === 'IDLE' && attempt.unreadableNotes > 0) {
      if (state.progress !== null && state.progress.pendingNotes <= attempt.unreadableNotes) {
        state.reason = `The notes of ${counted(attempt.unreadableNotes, 'call')} can’t be read: UPSTREAM_BAD_RESPONSE.`;
      }
    }
    if (attempt.kind !== 'FAILED') return;
    const failure = reasonOf(attempt.error);
    if (attempt.failures >= MOST_FAILURES || isLasting(attempt.error)) state.reason = failure;
    else observer.paused(failure);
  }

  const filling = fillAccount(account, options, AbortSignal.any([signal, over.signal]), attempted);
  while (!signal.aborted && state.reason === null && state.progress?.isComplete !== true) {
    await sleep(LOOK, undefined, { signal }).catch(() => undefined);
    try {
      state.progress = await progressOf(account, options.now());
      observer.progressed(state.progress);
    } catch {
      // The attempts to fill it fail, too, and tell why.
    }
  }
  over.abort();
  await filling;
  const { progress, reason } = state;
  const outcome = progress?.isComplete === true ? 'COMPLETE' : reason === null ? 'INTERRUPTED' : 'FAILED';
  return { workspace, outcome, progress, reason: outcome === 'FAILED' ? reason : null };
}

/** Whether trying again is no use before somebody does something. */
function isLasting(error: unknown): boolean {
  return error instanceof UpstreamError && !error.retryable && error.code !== 'UPSTREAM_BAD_RESPONSE';
}

/** The messages of both kinds are for everyone. */
function reasonOf(error: unknown): string {
  if (error instanceof UpstreamError) return `${error.code}. ${error.message}`;
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error instanceof Error ? `${error.message}${cause}` : 'unknown reason';
}
