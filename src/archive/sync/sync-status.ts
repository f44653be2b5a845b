import type { Logger } from 'pino';
import { UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { AccountStore } from '../store/account-store.js';
import type { SyncLease } from './sync-lease.js';

export interface SyncStatusOptions {
  readonly workspace: string;
  readonly store: Pick<AccountStore, 'setStatus'>;
  readonly lease: SyncLease;
  readonly logger: Logger;
}

/** What the process that fills one account’s archive reports about it, in the database and in the log. */
export class SyncStatus {
  /** Consecutive failures of this process. */
  #failures = 0;
  /** Whether the database may say that it is paused: by this process, or by one that has died since. */
  #mayBePaused = true;
  /** The `syncedAt` that this process wrote last; null before. */
  #syncedAt: number | null = null;

  constructor(private readonly options: SyncStatusOptions) {}

  /** Reports a failure; how many there were in a row. */
  async failed(error: unknown): Promise<number> {
    const { workspace, store, lease, logger } = this.options;
    this.#failures += 1;
    this.#mayBePaused = true;
    const code = error instanceof UpstreamError ? error.code : 'INTERNAL_SERVER_ERROR';
    if (this.#failures === 1) logger.warn({ workspace, code, cause: nameOf(error) }, 'archive paused');
    await store.setStatus({ paused: code }, lease.holder).catch(() => undefined);
    return this.#failures;
  }

  /** Reports that it isn’t paused. */
  async succeeded(): Promise<void> {
    if (!this.#mayBePaused) return;
    const { workspace, store, lease, logger } = this.options;
    await store.setStatus({ paused: null }, lease.holder);
    if (this.#failures > 0) logger.info({ workspace }, 'archive resumed');
    this.#failures = 0;
    this.#mayBePaused = false;
  }

  /** Reports that the archive is up to date as of this instant, in milliseconds since the epoch; null if that isn’t known. */
  async upToDate(syncedAt: number | null): Promise<void> {
    if (syncedAt === this.#syncedAt) return;
    const { store, lease } = this.options;
    await store.setStatus({ syncedAt }, lease.holder);
    this.#syncedAt = syncedAt;
  }
}

/** The message of an ArchiveError’s cause tells an operator what the database said. */
function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? error.cause.message : error.name;
}
