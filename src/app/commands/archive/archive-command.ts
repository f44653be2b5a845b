import { suggestion } from '../../../config/suggestion.js';
import { isCalendarDate } from '../../../config/schema/text-rules.js';
import type { Settings } from '../../../config/settings.js';
import { DAY } from '../../../domain/interval.js';
import type { Options } from '../arguments.js';
import type { CommandContext } from '../command-context.js';
import { chosenWorkspaces } from '../chosen-workspaces.js';
import { CommandError, EXIT_USAGE } from '../command-error.js';
import { archiveStatus } from './archive-status.js';
import { syncArchives } from './sync-archives.js';
import { verifyArchives } from './verify-archives.js';
import type { AccountsSettings } from './with-accounts.js';

const MAX_SAMPLES = 1000;

const ACTIONS = ['sync', 'status', 'verify'];

/**
 * Runs `switchboard archive ACTION`. Resolves to the exit code (see docs/archive.md); rejects with a CommandError if it
 * can't run.
 */
export async function runArchiveCommand(
  action: string,
  options: Options,
  readSettings: () => Settings,
  context: CommandContext,
): Promise<number> {
  checkAction(action);
  const settings = chosenAccounts(readSettings(), options.workspace);
  switch (action) {
    case 'sync':
      return syncArchives(withSince(settings, options.since, context.now()), context);
    case 'verify':
      return verifyArchives(settings, sampleOf(options.sample ?? '10'), context);
    default:
      return archiveStatus(settings, options.json === true, context);
  }
}

function checkAction(action: string): void {
  if (ACTIONS.includes(action)) return;
  const nearest = suggestion(action, ACTIONS) || `: use ${ACTIONS.join(', ')}`;
  throw new CommandError(`Unknown archive command “${action}”${nearest}.`, EXIT_USAGE);
}

function chosenAccounts(
  { workspaces, upstream, archive }: Settings,
  id: string | undefined,
): AccountsSettings {
  if (archive === null) {
    throw new CommandError('No archive is configured: set ARCHIVE_URL, or `archive.url`.', EXIT_USAGE);
  }
  return { workspaces: chosenWorkspaces(workspaces, id), upstream, archive };
}

/** The same settings with a different `since`. */
function withSince(settings: AccountsSettings, since: string | undefined, now: number): AccountsSettings {
  if (since === undefined) return settings;
  const { keepDays } = settings.archive;
  if (!isCalendarDate(since) || Date.parse(since) > now) {
    throw new CommandError('--since must be a past date such as 2023-01-31.', EXIT_USAGE);
  }
  if (keepDays !== null && Date.parse(since) < now - keepDays * DAY) {
    const days = String(keepDays);
    throw new CommandError(
      `--since is more than ${days} days ago, and archive.keepDays is ${days}.`,
      EXIT_USAGE,
    );
  }
  return { ...settings, archive: { ...settings.archive, since } };
}

function sampleOf(text: string): number {
  const sample = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (sample >= 1 && sample <= MAX_SAMPLES) return sample;
  throw new CommandError(`--sample must be a whole number from 1 to ${String(MAX_SAMPLES)}.`, EXIT_USAGE);
}
