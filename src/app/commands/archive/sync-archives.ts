import type { CommandContext } from '../command-context.js';
import { EXIT_FAILURE } from '../command-error.js';
import { syncAccount } from './sync-account.js';
import { SyncProgress } from './sync-progress.js';
import { type AccountsSettings, withAccounts } from './with-accounts.js';

/**
 * Fills the archives until they are complete, and prints their progress. Resolves to the exit code: 0 if all of them are
 * complete.
 */
export async function syncArchives(settings: AccountsSettings, context: CommandContext): Promise<number> {
  const results = await withAccounts(settings, true, EXIT_FAILURE, context, async (accounts, options) => {
    const progress = new SyncProgress(accounts.length, context);
    const ended = await Promise.all(
      accounts.map(async (account) => {
        const result = await syncAccount(account, options, progress, context.signal);
        progress.finished(result);
        return result;
      }),
    );
    progress.close();
    return ended;
  });
  return results.every(({ outcome }) => outcome === 'COMPLETE') ? 0 : EXIT_FAILURE;
}
