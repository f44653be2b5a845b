import type { ArchiveProgress } from '../../../archive/archive-progress.js';
import type { CommandContext } from '../command-context.js';
import { counted, timeText } from './report-text.js';
import type { SyncObserver, SyncResult } from './sync-account.js';

/** Milliseconds between two lines on one workspace, if the output is no terminal. */
const BETWEEN_LINES = 10_000;
const BAR = 24;
const CLEAR_LINE = '\r\u001b[K';

type Output = Pick<CommandContext, 'print' | 'columns' | 'now'>;

/** Prints how far several workspaces are: a bar for all of them on a terminal, a line for each now and then otherwise. */
export class SyncProgress {
  readonly #progress = new Map<string, ArchiveProgress>();
  /** What each workspace’s last line said, and when. */
  readonly #lines = new Map<string, { readonly text: string; readonly at: number }>();

  constructor(
    private readonly workspaces: number,
    private readonly output: Output,
  ) {}

  observerOf(workspace: string): SyncObserver {
    return {
      progressed: (progress) => {
        this.#progress.set(workspace, progress);
        if (this.output.columns() === null) this.#printNowAndThen(workspace, progress);
        else this.#draw();
      },
      otherProcess: () => {
        this.#printLine(
          `${workspace}: another process is filling this archive, or died less than 30 s ago; waiting.`,
        );
      },
      paused: (reason) => {
        this.#printLine(`${workspace}: retrying after ${reason}`);
      },
    };
  }

  finished(result: SyncResult): void {
    this.#printLine(resultText(result));
  }

  /** Takes the bar away. */
  close(): void {
    if (this.output.columns() !== null) this.output.print(CLEAR_LINE);
  }

  #printNowAndThen(workspace: string, progress: ArchiveProgress): void {
    const text = progressText(progress);
    const last = this.#lines.get(workspace);
    const at = this.output.now();
    if (last !== undefined && (last.text === text || at - last.at < BETWEEN_LINES)) return;
    this.#lines.set(workspace, { text, at });
    this.#printLine(`${workspace}: ${text}`);
  }

  /** A line that stays, above the bar if there is one. */
  #printLine(text: string): void {
    const isTerminal = this.output.columns() !== null;
    this.output.print(isTerminal ? `${CLEAR_LINE}${text}\n` : `${text}\n`);
    if (isTerminal) this.#draw();
  }

  #draw(): void {
    const all = [...this.#progress.values()];
    if (all.length === 0) return;
    const sum = (of: (progress: ArchiveProgress) => number) =>
      all.reduce((total, each) => total + of(each), 0);
    const coveredPercent = Math.floor((sum((each) => each.coveredPercent) / this.workspaces) * 10) / 10;
    const filled = Math.floor((coveredPercent / 100) * BAR);
    const text = progressText({
      coveredPercent,
      calls: sum((each) => each.calls),
      notes: sum((each) => each.notes),
      pendingNotes: sum((each) => each.pendingNotes),
    });
    const line = `[${'#'.repeat(filled)}${'.'.repeat(BAR - filled)}] ${text}`;
    // A line that wraps couldn’t be cleared.
    this.output.print(CLEAR_LINE + line.slice(0, Math.max(0, (this.output.columns() ?? 80) - 1)));
  }
}

type Figures = Pick<ArchiveProgress, 'coveredPercent' | 'calls' | 'notes' | 'pendingNotes'>;

function progressText({ coveredPercent, calls, notes, pendingNotes }: Figures): string {
  const pending = pendingNotes === 0 ? '' : `, ${counted(pendingNotes, 'call')} with notes to read`;
  return `${coveredPercent.toFixed(1)} %, ${counted(calls, 'call')}, ${counted(notes, 'note')}${pending}`;
}

function resultText({ workspace, outcome, progress, reason }: SyncResult): string {
  const figures = progress === null ? 'progress unknown' : progressText(progress);
  if (outcome === 'COMPLETE') {
    return `${workspace}: complete as of ${timeText(progress?.to ?? null) ?? 'now'}: ${figures}.`;
  }
  if (outcome === 'FAILED') return `${workspace}: not complete: ${figures}. ${reason ?? ''}`;
  return `${workspace}: interrupted: ${figures}. Archived data is kept; run the command again to continue.`;
}
