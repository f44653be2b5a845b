import { type ArchiveProgress, progressOf } from '../../../archive/archive-progress.js';
import type { CommandContext } from '../command-context.js';
import { EXIT_FAILURE } from '../command-error.js';
import { counted, tableText, timeText } from './report-text.js';
import { type AccountsSettings, withAccounts } from './with-accounts.js';

/** Prints the archives' progress without sending requests to providers. Resolves to the exit code. */
export async function archiveStatus(
  settings: AccountsSettings,
  asJson: boolean,
  { logger, now, print }: CommandContext,
): Promise<number> {
  const workspaces = await withAccounts(
    settings,
    { create: false, exitCode: EXIT_FAILURE, logger, now },
    (accounts) =>
      Promise.all(
        accounts.map(async (account) => statusOf(account.workspace, await progressOf(account, now()))),
      ),
  );
  print(asJson ? `${JSON.stringify({ workspaces }, null, 2)}\n` : textOf(workspaces));
  return 0;
}

type WorkspaceStatus = ReturnType<typeof statusOf>;

/**
 * How far a workspace's archive is, as `switchboard archive status --json` prints it: keys are added, never changed. Times
 * are ISO 8601. `reason`: the code of the error for which it is paused; null unless it is.
 */
function statusOf(
  id: string,
  { from, to, syncedAt, pausedBy, calls, notes, pendingNotes, state, coveredPercent }: ArchiveProgress,
) {
  return {
    id,
    state,
    reason: pausedBy,
    coveredPercent,
    from: timeText(from),
    to: timeText(to),
    calls,
    notes,
    pendingNotes,
    syncedAt: timeText(syncedAt),
  };
}

const COLUMNS: Readonly<Record<string, (status: WorkspaceStatus) => string>> = {
  workspace: ({ id }) => id,
  state: ({ state, reason }) => (reason === null ? state : `${state} (${reason})`),
  covered: ({ coveredPercent }) => `${coveredPercent} %`,
  from: ({ from }) => from ?? '-',
  to: ({ to }) => to ?? '-',
  calls: ({ calls }) => counted(calls),
  notes: ({ notes }) => counted(notes),
  'pending notes': ({ pendingNotes }) => counted(pendingNotes),
  'up to date': ({ syncedAt }) => syncedAt ?? 'never',
};

function textOf(workspaces: readonly WorkspaceStatus[]): string {
  const cells = Object.values(COLUMNS);
  const rows = workspaces.map((each) => cells.map((cell) => cell(each)));
  return tableText([Object.keys(COLUMNS), ...rows]);
}
