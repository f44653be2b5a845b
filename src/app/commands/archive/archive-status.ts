import { type ArchiveProgress, progressOf } from '../../../archive/archive-progress.js';
import type { CommandContext } from '../command-context.js';
import { EXIT_FAILURE } from '../command-error.js';
import { counted, tableText, timeText } from './report-text.js';
import { type AccountsSettings, withAccounts } from './with-accounts.js';

/** A workspace’s progress, as `switchboard archive status --json` prints it: keys are added, never changed. */
interface WorkspaceStatus extends Omit<
  ArchiveProgress,
  'from' | 'to' | 'syncedAt' | 'pausedBy' | 'isComplete'
> {
  readonly id: string;
  /** ISO 8601; null if nothing is archived. */
  readonly from: string | null;
  readonly to: string | null;
  /** The code of the error that paused it; null unless it is paused. */
  readonly reason: string | null;
  /** ISO 8601; null if it was never up to date. */
  readonly syncedAt: string | null;
}

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

function statusOf(
  id: string,
  { from, to, syncedAt, pausedBy, calls, notes, pendingNotes, state, coveredPercent }: ArchiveProgress,
): WorkspaceStatus {
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
