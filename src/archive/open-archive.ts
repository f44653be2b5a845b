import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { openDatabase } from './database/database.js';
import { type AccountsOptions, openAccounts, type OpenedAccount } from './open-accounts.js';
import { Pacer } from './sync/pacer.js';
import { type SyncAttempt, Synchroniser } from './sync/synchroniser.js';

/** Milliseconds after which opening the database is tried again. */
const RETRY = 10_000;

export interface ArchiveOptions extends AccountsOptions {
  readonly logger: Logger;
}

/**
 * Opens the archive of these accounts, retrying until that succeeds, and fills it until the signal aborts. Never
 * rejects.
 */
export async function runArchive(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  const { logger } = options;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await fillOnce(options, signal);
    } catch (error) {
      // Drivers’ messages contain at most the host and the user.
      const reason = error instanceof Error ? error.message : null;
      if (failures === 0) logger.error({ reason }, 'cannot open the archive');
      await sleep(RETRY, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

async function fillOnce(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  const { engine } = options.settings;
  const database = await openDatabase(engine);
  try {
    const accounts = await openAccounts(database, options);
    options.logger.info({ engine: engine.kind }, 'archive opened');
    await Promise.all(accounts.map((account) => fillAccount(account, options, signal)));
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
): Promise<void> {
  const { archive, slot } = account;
  const pacer = new Pacer(settings.requestsPerMinute);
  slot.archive = archive;
  await new Synchroniser({ ...account, pacer, logger, now, attempted }).run(signal);
  slot.archive = null;
  await archive.recorder.flushed().catch(() => undefined);
}
