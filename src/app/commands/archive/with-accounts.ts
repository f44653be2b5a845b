import { existsSync } from 'node:fs';
import type { Logger } from 'pino';
import { type OpenedAccount, openAccounts } from '../../../archive/open-accounts.js';
import type { ArchiveOptions } from '../../../archive/open-archive.js';
import { type ArchiveDatabase, openDatabase } from '../../../archive/database/database.js';
import type { ArchiveEngine, ArchiveSettings, Settings } from '../../../config/settings.js';
import { ArchiveError, databaseReason } from '../../../domain/archive/archive-errors.js';
import { HOUR } from '../../../domain/interval.js';
import { openWorkspaces } from '../../open-workspaces.js';
import { CommandError, EXIT_USAGE } from '../command-error.js';

/** Commands cache nothing. */
const NO_CACHE = {
  ttl: { extensions: 0, client: 0, notes: 0, recentCalls: 0, closedCalls: 0 },
  maxStale: 0,
  redisUrl: null,
};

export interface AccountsSettings extends Pick<Settings, 'workspaces' | 'upstream'> {
  readonly archive: ArchiveSettings;
}

export interface OpenAccountsOptions {
  /** Whether to create a missing SQLite file; otherwise a missing file is a CommandError. */
  readonly create: boolean;
  /** The exit code if the database can't be used. */
  readonly exitCode: number;
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Opens the workspaces' archives, resolves to the result of `work`, and closes them. Rejects with a CommandError if
 * there is no call history, or the database can't be opened or fails.
 */
export async function withAccounts<T>(
  settings: AccountsSettings,
  { create, exitCode, logger, now }: OpenAccountsOptions,
  work: (accounts: readonly OpenedAccount[], options: ArchiveOptions) => Promise<T>,
): Promise<T> {
  const given: ArchiveOptions[] = [];
  const useArchive = (options: ArchiveOptions) => Promise.resolve(void given.push(options));
  const open = openWorkspaces({ ...settings, cache: NO_CACHE }, logger, { now, useArchive });
  // Pauses between requests don't keep the process alive, and there is no server that does.
  const alive = setInterval(() => undefined, HOUR);
  try {
    const [options] = given;
    if (options === undefined || options.accounts.length === 0) {
      throw new CommandError(
        '`ccrm` isn’t configured in any selected workspace, so there is no call history to archive.',
        EXIT_USAGE,
      );
    }
    const database = await openExisting(settings.archive.engine, create, exitCode);
    try {
      return await work(await openAccounts(database, options), options);
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      throw new CommandError(`The archive’s database failed: ${databaseReason(error)}`, exitCode);
    } finally {
      await database.close();
    }
  } finally {
    await open.close();
    clearInterval(alive);
  }
}

async function openExisting(
  engine: ArchiveEngine,
  create: boolean,
  exitCode: number,
): Promise<ArchiveDatabase> {
  if (engine.kind === 'sqlite' && !create && !existsSync(engine.path)) {
    throw new CommandError('Nothing is archived yet: the file in `archive.url` doesn’t exist.', exitCode);
  }
  try {
    return await openDatabase(engine);
  } catch (error) {
    throw new CommandError(`The archive’s database can’t be opened: ${databaseReason(error)}`, exitCode);
  }
}
