import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { databaseReason } from '../domain/archive/archive-errors.js';
import { openDatabase } from './database/database.js';
import { type AccountsOptions, openAccounts, type OpenedAccount } from './open-accounts.js';
import { Pacer } from './sync/pacer.js';
import { type SyncAttempt, Synchroniser } from './sync/synchroniser.js';

/** Milliseconds after which opening the database is tried again, and after which one that was open is opened again. */
const RETRY = 10_000;
const REOPEN = 1000;

export interface ArchiveOptions extends AccountsOptions {
  readonly logger: Logger;
}

/**
 * Opens the archive of these accounts, retrying until that succeeds, and fills it until the signal aborts. Never
 * rejects.
 */
export async function runArchive(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  const { settings, accounts, logger } = options;
  // Kept while the database is opened again: what was sent before counts towards the budget.
  const pacers = accounts.map(() => new Pacer(settings.requestsPerMinute));
  /** Why the last attempt to open it failed; null if it didn't. */
  let failure: string | null = null;
  while (!signal.aborted) {
    try {
      await fillOnce(options, pacers, signal);
      failure = null;
    } catch (error) {
      const reason = databaseReason(error);
      if (reason !== failure) logger.error({ reason }, 'cannot open the archive');
      failure = reason;
    }
    await sleep(failure === null ? REOPEN : RETRY, undefined, { signal, ref: false }).catch(() => undefined);
  }
}

/** Fills the archive until the signal aborts or the database is lost. Rejects if it can't be opened. */
async function fillOnce(
  options: ArchiveOptions,
  pacers: readonly Pacer[],
  signal: AbortSignal,
): Promise<void> {
  const { settings, logger } = options;
  const database = await openDatabase(settings.engine);
  try {
    const accounts = await openAccounts(database, options);
    logger.info({ engine: database.engine }, 'archive opened');
    const end = AbortSignal.any([signal, database.lost]);
    await Promise.all(
      accounts.map((account, index) => fillAccount(account, options, end, undefined, pacers[index])),
    );
    if (database.lost.aborted) logger.error('archive lost: opening it again');
  } finally {
    await database.close();
  }
}

/** Fills the archive of one account and keeps it up to date until the signal aborts. Never rejects. */
export async function fillAccount(
  account: OpenedAccount,
  { settings, logger, now }: ArchiveOptions,
  signal: AbortSignal,
  attempted?: (attempt: SyncAttempt) => void,
  pacer = new Pacer(settings.requestsPerMinute),
): Promise<void> {
  const { archive, slot } = account;
  slot.archive = archive;
  await new Synchroniser({ ...account, pacer, logger, now, attempted }).run(signal);
  slot.archive = null;
  await archive.recorder.flushed().catch(() => undefined);
}
