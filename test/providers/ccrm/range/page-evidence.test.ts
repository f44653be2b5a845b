import { describe, expect, test } from '@jest/globals';
import { PageEvidence, type Page, type Verdict } from '../../../../src/providers/ccrm/range/page-evidence.js';
import { readingOf } from '../../../../src/providers/ccrm/range/interval-reading.js';
import { aDecodedCall } from '../a-decoded-call.js';

const page = (received: number, total: number | null = null): Page => ({ calls: [], received, total });

/** The evidence after these pages. */
function evidenceOf(...pages: readonly Page[]): PageEvidence {
  const evidence = new PageEvidence();
  for (const each of pages) evidence.accept(each);
  return evidence;
}

describe('a page', () => {
  test.each<[received: number, total: number | null, verdict: Verdict]>([
    [0, null, 'COMPLETE'],
    [7, 7, 'COMPLETE'],
    [999, null, 'COMPLETE'],
    // Multiples of ten and powers of two, from ten on, may be page sizes.
    [8, null, 'COMPLETE'],
    [9, null, 'COMPLETE'],
    [10, null, 'UNDECIDED'],
    [16, null, 'UNDECIDED'],
    [17, null, 'COMPLETE'],
    [20, 20, 'UNDECIDED'],
    [990, null, 'UNDECIDED'],
    [7, 8, 'UNDECIDED'],
    [0, 1, 'UNDECIDED'],
    [1000, null, 'INCOMPLETE'],
    [1000, 1000, 'UNDECIDED'],
    [1000, 1001, 'INCOMPLETE'],
  ])('of %i records with the total %s is %s', (received, total, verdict) => {
    expect(evidenceOf(page(received, total)).verdictOf(page(received, total))).toBe(verdict);
  });

  test('that is shorter than the longest one is complete', () => {
    const evidence = evidenceOf(page(50));
    expect(evidence.verdictOf(page(40))).toBe('COMPLETE');
    expect(evidence.verdictOf(page(50))).toBe('UNDECIDED');
    expect(evidence.verdictOf(page(60))).toBe('UNDECIDED');
  });

  test('of the documented length may be truncated although a longer one was received', () => {
    expect(evidenceOf(page(1200)).verdictOf(page(1000, 1000))).toBe('UNDECIDED');
  });

  test('is incomplete if it is as long as a page that was followed by another, and complete if it is shorter', () => {
    const evidence = evidenceOf(page(100));
    expect(evidence.pageSize).toBe(1000);
    evidence.noteCut(100);
    expect(evidence.pageSize).toBe(100);
    evidence.noteCut(50);
    evidence.noteCut(100);
    expect(evidence.pageSize).toBe(50);
    expect(evidence.verdictOf(page(50))).toBe('INCOMPLETE');
    expect(evidence.verdictOf(page(49))).toBe('COMPLETE');
    expect(evidence.verdictOf(page(51))).toBe('UNDECIDED');
    expect(evidence.verdictOf(page(50, 60))).toBe('INCOMPLETE');
  });
});

describe('a total', () => {
  test('is ignored once the account has returned 5 records with the total 4', () => {
    const evidence = new PageEvidence();
    expect(evidence.accept(page(5, 9)).total).toBe(9);
    expect(evidence.areTotalsCredible).toBe(true);
    expect(evidence.accept(page(5, 4)).total).toBeNull();
    expect(evidence.areTotalsCredible).toBe(false);
    expect(evidence.accept(page(5, 9)).total).toBeNull();
  });

  test.each([
    [5, 5],
    [5, 6],
    [0, 0],
    [0, 1],
    [5, null],
  ])('stays credible if %i records come with the total %s', (received, total) => {
    expect(evidenceOf(page(received, total)).areTotalsCredible).toBe(true);
  });

  test.each([
    [5, 5, true],
    [5, 6, false],
    [0, 0, false],
    [5, null, false],
  ])('for %s records with the value %s has matched: %s', (received, total, expected) => {
    expect(evidenceOf(page(received, total)).haveTotalsMatched).toBe(expected);
  });

  test('counts as right once a total has been confirmed, until one is discredited', () => {
    const evidence = new PageEvidence();
    expect(evidence.areTotalsRight).toBe(false);
    evidence.confirmTotal(2000);
    expect(evidence.areTotalsRight).toBe(true);
    evidence.discreditTotals();
    expect([evidence.areTotalsRight, evidence.areTotalsCredible]).toEqual([false, false]);
    evidence.confirmTotal(2000);
    expect(evidence.areTotalsRight).toBe(false);
  });
});

test('a total proves lower ones, and no higher one', () => {
  const evidence = new PageEvidence();
  expect(evidence.provesTotal(2000)).toBe(false);
  evidence.confirmTotal(2000);
  evidence.confirmTotal(1500);
  expect([1999, 2000, 2001].map((total) => evidence.provesTotal(total))).toEqual([true, true, false]);
  evidence.discreditTotals();
  expect(evidence.provesTotal(1999)).toBe(false);
});

describe('empty pages that count records', () => {
  /** The evidence after a matching total and empty pages for these dates. */
  const after = (...dates: readonly string[]) => {
    const evidence = evidenceOf(page(5, 5));
    for (const each of dates) evidence.noteEmptyPage(each);
    return evidence;
  };

  test('discredit totals at once if none has ever matched', () => {
    const evidence = new PageEvidence();
    evidence.noteEmptyPage('Monday');
    expect(evidence.areTotalsCredible).toBe(false);
  });

  test('discredit totals that have matched once there have been empty pages for three dates', () => {
    expect(after('Monday', 'Tuesday', 'Monday', 'Tuesday').areTotalsCredible).toBe(true);
    expect(after('Monday', 'Tuesday', 'Wednesday').areTotalsCredible).toBe(false);
  });

  test('are forgotten as soon as a total matches', () => {
    const evidence = after('Monday', 'Tuesday');
    evidence.accept(page(4, 4));
    evidence.noteEmptyPage('Wednesday');
    expect(evidence.areTotalsCredible).toBe(true);
  });
});

describe('an interval', () => {
  const interval = { start: 2000, end: 4000 };
  const calls = [1000, 2000, 4000, 5000, 5000].map((startedAt, index) =>
    aDecodedCall({ uuid: String(index), startedAt }),
  );

  test('that is complete reports its calls and records, and the number of calls on either side', () => {
    const { counts, known } = readingOf({ isComplete: true, calls, received: 6 }, interval);
    // One record can't be decoded.
    expect(counts).toEqual({ count: 2, records: 3, before: 1, behind: 2, incomplete: null });
    expect(known).toEqual({ ...interval, calls: calls.slice(1, 3) });
  });

  test('that is incomplete reports no calls and no counts', () => {
    const evidence = { isComplete: false, received: 100, total: 300, saturated: null } as const;
    expect(readingOf(evidence, interval)).toEqual({
      counts: { count: null, records: null, before: null, behind: null, incomplete: evidence },
      known: null,
    });
  });
});
