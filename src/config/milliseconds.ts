/** Seconds above 0 as whole milliseconds, at least one. Node rejects fractions, such as those of 16.1 s. */
export function milliseconds(seconds: number): number {
  return Math.max(1, Math.round(seconds * 1000));
}
