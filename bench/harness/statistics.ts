/** The minimum, median and maximum of some numbers. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The spread of at least one number; the median of an even count is the mean of the middle two. */
export function spreadOf(numbers: readonly number[]): Spread {
  const sorted = numbers.toSorted((a, b) => a - b);
  const at = (index: number) => sorted[index] ?? NaN;
  const middle = (sorted.length - 1) / 2;
  return {
    min: at(0),
    median: (at(Math.floor(middle)) + at(Math.ceil(middle))) / 2,
    max: at(sorted.length - 1),
  };
}

/** `median (min–max)` with this many decimals. */
export function writeSpread({ min, median, max }: Spread, decimals = 2): string {
  const [low, middle, high] = [min, median, max].map((number) => number.toFixed(decimals));
  return low === high ? `${middle}` : `${middle} (${low}–${high})`;
}
