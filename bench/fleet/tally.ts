import { fieldsOf } from '../harness/values.ts';

/** What came of the questions of a slice. */
export interface Tally {
  /** Milliseconds until all of the answer was there, of each question that was answered. */
  readonly milliseconds: number[];
  asked: number;
  /** Answers 429 and 503. */
  refused: number;
  /** Answers with `extensions.stale`. */
  stale: number;
  /** Answers with errors, by code. */
  readonly codes: Map<string, number>;
}

export function openTally(): Tally {
  return { milliseconds: [], asked: 0, refused: 0, stale: 0, codes: new Map() };
}

/** Counts one answer. */
export function count(tally: Tally, status: number, text: string, milliseconds: number): void {
  tally.asked += 1;
  if (status === 429 || status === 503) {
    tally.refused += 1;
    return;
  }
  tally.milliseconds.push(milliseconds);
  // Most answers have neither, and need not be parsed.
  if (!text.includes('"errors"') && !text.includes('"stale"')) return;
  const { errors, extensions } = fieldsOf(JSON.parse(text));
  if (extensions !== undefined && 'stale' in fieldsOf(extensions)) tally.stale += 1;
  const codes = new Set(Array.isArray(errors) ? errors.map(codeOf) : []);
  for (const code of codes) tally.codes.set(code, (tally.codes.get(code) ?? 0) + 1);
}

/** What a share of the numbers doesn't exceed; NaN of none. */
export function percentile(numbers: readonly number[], share: number): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function codeOf(error: unknown): string {
  return String(fieldsOf(fieldsOf(error)['extensions'] ?? {})['code']);
}
