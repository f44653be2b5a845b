import { setTimeout as sleep } from 'node:timers/promises';
import { type ArchiveProgress, progressOf } from '../../../archive/archive-progress.js';
import type { OpenedAccount } from '../../../archive/open-accounts.js';
import { type ArchiveOptions, fillAccount } from '../../../archive/open-archive.js';
import type { SyncAttempt } from '../../../archive/sync/synchroniser.js';
import { UpstreamError } from '../../../domain/upstream/upstream-error.js';
import { counted } from './report-text.js';

/** Milliseconds between two progress reports. */
const PROGRESS_INTERVAL = 500;
/** Consecutive failures before it gives up: about two and a half minutes, because the pauses grow. */
const MAX_FAILURES = 5;

/** Receives reports while an account is synchronised. */
export interface SyncObserver {
  progressed(progress: ArchiveProgress): void;
  /** Another process is filling the archive. Reported once until this process takes over. */
  otherProcess(): void;
  /** An attempt failed and will be retried. */
  paused(reason: string): void;
}

/** The current progress. */
interface SyncState {
  /** null until the database has reported it. */
  progress: ArchiveProgress | null;
  /** The reason for a failure; null without one. */
  reason: string | null;
}

export interface SyncResult extends Readonly<SyncState> {
  readonly workspace: string;
  readonly outcome: 'COMPLETE' | 'INTERRUPTED' | 'FAILED';
}

/** Fills one account's archive, or waits for the process that does, until it is complete, has failed or is aborted. */
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
    if (attempt.failures >= MAX_FAILURES || isLasting(attempt.error)) state.reason = failure;
    else observer.paused(failure);
  }

  const filling = fillAccount(account, options, AbortSignal.any([signal, over.signal]), attempted);
  while (!signal.aborted && state.reason === null && state.progress?.isComplete !== true) {
    await sleep(PROGRESS_INTERVAL, undefined, { signal }).catch(() => undefined);
    try {
      state.progress = await progressOf(account, options.now());
      observer.progressed(state.progress);
    } catch {
      // Attempts to fill the archive fail, too, and report the reason.
    }
  }
  over.abort();
  await filling;
  const { progress, reason } = state;
  const outcome = progress?.isComplete === true ? 'COMPLETE' : reason === null ? 'INTERRUPTED' : 'FAILED';
  return { workspace, outcome, progress, reason: outcome === 'FAILED' ? reason : null };
}

/** Whether retrying is useless until someone intervenes. */
function isLasting(error: unknown): boolean {
  return error instanceof UpstreamError && !error.retryable && error.code !== 'UPSTREAM_BAD_RESPONSE';
}

/** Messages of both kinds are safe to print. */
function reasonOf(error: unknown): string {
  if (error instanceof UpstreamError) return `${error.code}. ${error.message}`;
  const cause = error instanceof Error && error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return error instanceof Error ? `${error.message}${cause}` : 'unknown reason';
}
