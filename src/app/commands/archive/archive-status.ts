import { type ArchiveProgress, progressOf } from '../../../archive/archive-progress.js';
import type { CommandContext } from '../command-context.js';
import { EXIT_FAILURE } from '../command-error.js';
import { counted, tableText, timeText } from './report-text.js';
import { type AccountsSettings, withAccounts } from './with-accounts.js';

/** Prints the archives’ progress without sending requests to providers. Resolves to the exit code. */
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
 * How far a workspace’s archive is, as `switchboard archive status --json` prints it: keys are added, never changed. Times
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

function textOf(workspaces: readonly WorkspaceStatus[]): string {
  const head = [
    'workspace',
    'state',
    'covered',
    'from',
    'to',
    'calls',
    'notes',
    'pending notes',
    'up to date',
  ];
  const rows = workspaces.map((each) => [
    each.id,
    each.reason === null ? each.state : `${each.state} (${each.reason})`,
    `${String(each.coveredPercent)} %`,
    each.from ?? '-',
    each.to ?? '-',
    counted(each.calls),
    counted(each.notes),
    counted(each.pendingNotes),
    each.syncedAt ?? 'never',
  ]);
  return tableText([head, ...rows]);
}
