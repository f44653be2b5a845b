import type { ArchiveProgress } from '../../../archive/archive-progress.js';
import type { CommandContext } from '../command-context.js';
import { counted, timeText } from './report-text.js';
import type { SyncObserver, SyncResult } from './sync-account.js';

/** Milliseconds between two lines about one workspace if the output isn't a terminal. */
const BETWEEN_LINES = 10_000;
const BAR = 24;
const CLEAR_LINE = '\r\u001b[K';

type Output = Pick<CommandContext, 'print' | 'columns' | 'now'>;

/** Prints the progress of several workspaces: one bar on a terminal, otherwise a line per workspace at intervals. */
export class SyncProgress {
  readonly #progress = new Map<string, ArchiveProgress>();
  /** The last line of each workspace, and its time. */
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
          `${workspace}: waiting for another process that is filling this archive, or died less than 30 s ago. A server fills it only from its own archive.since on.`,
        );
      },
      paused: (reason) => this.#printLine(`${workspace}: retrying after ${reason}`),
    };
  }

  finished(result: SyncResult): void {
    this.#printLine(resultText(result));
  }

  /** Removes the bar. */
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

  /** A permanent line, above the bar if there is one. */
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
    // A wrapped line couldn't be cleared.
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
