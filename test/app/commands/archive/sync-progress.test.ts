import { expect, test } from '@jest/globals';
import type { ArchiveProgress } from '../../../../src/archive/archive-progress.js';
import { SyncProgress } from '../../../../src/app/commands/archive/sync-progress.js';
import { aClock } from '../../../support/a-clock.js';

function aProgress(fields: Partial<ArchiveProgress>): ArchiveProgress {
  return {
    from: null,
    to: null,
    calls: 1234,
    notes: 1,
    pendingNotes: 0,
    state: 'BACKFILLING',
    pausedBy: null,
    syncedAt: null,
    coveredPercent: 0,
    isComplete: false,
    ...fields,
  };
}

/** The progress output of two workspaces. */
function printed(columns: number | null): readonly string[] {
  const clock = aClock('2026-03-04T12:00:00Z');
  const texts: string[] = [];
  const output = { print: (text: string) => void texts.push(text), columns: () => columns, now: clock.now };
  const progress = new SyncProgress(2, output);
  progress.progressed('acme', aProgress({ coveredPercent: 10 }));
  progress.progressed('acme', aProgress({ coveredPercent: 20 }));
  clock.pass(10);
  progress.progressed('acme', aProgress({ coveredPercent: 50, pendingNotes: 2 }));
  clock.pass(10);
  progress.progressed('acme', aProgress({ coveredPercent: 50, pendingNotes: 2 }));
  progress.progressed('globex', aProgress({ coveredPercent: 100, calls: 1 }));
  const done = aProgress({ coveredPercent: 100, to: Date.parse('2026-03-04T12:00:00Z') });
  progress.finished({ workspace: 'globex', outcome: 'COMPLETE', progress: done, reason: null });
  progress.close();
  return texts;
}

test('without a terminal, each workspace prints a line at most every ten seconds, and only on changes', () => {
  expect(printed(null).join('')).toBe(`acme: 10.0 %, 1,234 calls, 1 note
acme: 50.0 %, 1,234 calls, 1 note, 2 calls with notes to read
globex: 100.0 %, 1 call, 1 note
globex: complete as of 2026-03-04T12:00:00Z: 100.0 %, 1,234 calls, 1 note.
`);
});

test('on a terminal, one bar truncated to its width shows all workspaces, below permanent lines', () => {
  const bars = printed(60);
  expect(bars[0]).toBe('\r\u001b[K[#.......................] 5.0 %, 1,234 calls, 1 note');
  expect(bars.at(-4)).toBe('\r\u001b[K[##################......] 75.0 %, 1,235 calls, 2 notes, 2 ');
  expect(bars.at(-3)).toMatch(/^\r\u001b\[Kglobex: complete as of .+\.\n$/);
  expect(bars.at(-1)).toBe('\r\u001b[K');
  for (const bar of bars) if (!bar.endsWith('\n')) expect(bar.length).toBeLessThan(60 + 4);
});
