import { existsSync } from 'node:fs';
import { type OpenedAccount, openAccounts } from '../../../archive/open-accounts.js';
import type { ArchiveOptions } from '../../../archive/open-archive.js';
import { type ArchiveDatabase, openDatabase } from '../../../archive/database/database.js';
import { migrate, requireMigrated } from '../../../archive/database/migrations.js';
import type { ArchiveEngine, ArchiveSettings, Settings } from '../../../config/settings.js';
import { ArchiveError, databaseReason } from '../../../domain/archive/archive-errors.js';
import { HOUR } from '../../../domain/interval.js';
import { openWorkspaces } from '../../open-workspaces.js';
import type { CommandContext } from '../command-context.js';
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

/**
 * Opens the workspaces' archives, resolves to the result of `work`, and closes them. Rejects with a CommandError if
 * there is no call history, or the database can't be opened or fails; the latter has this exit code. Unless `writes` is
 * true, changes nothing: a database that this release hasn't created or migrated is also an error.
 */
export async function withAccounts<T>(
  settings: AccountsSettings,
  writes: boolean,
  exitCode: number,
  { logger, now }: CommandContext,
  work: (accounts: readonly OpenedAccount[], options: ArchiveOptions) => Promise<T>,
): Promise<T> {
  const given: ArchiveOptions[] = [];
  const useArchive = (options: ArchiveOptions) => Promise.resolve(void given.push(options));
  const opened = openWorkspaces({ ...settings, cache: NO_CACHE }, logger, { now, useArchive });
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
    const database = await open(settings.archive.engine, writes, exitCode);
    try {
      return await work(await openAccounts(database, options, writes), options);
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      throw new CommandError(`The archive’s database failed: ${databaseReason(error)}`, exitCode);
    } finally {
      await database.close();
    }
  } finally {
    await opened.close();
    clearInterval(alive);
  }
}

async function open(engine: ArchiveEngine, writes: boolean, exitCode: number): Promise<ArchiveDatabase> {
  if (engine.kind === 'sqlite' && !writes && !existsSync(engine.path)) {
    throw new CommandError('Nothing is archived yet: the file in `archive.url` doesn’t exist.', exitCode);
  }
  try {
    return await openDatabase(engine, writes ? migrate : requireMigrated);
  } catch (error) {
    throw new CommandError(`The archive’s database can’t be opened: ${databaseReason(error)}`, exitCode);
  }
}
