/** The number that a value stands for: a finite number, or text in decimal digits; null otherwise. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  return typeof value === 'string' && /^\d{1,15}(\.\d{1,9})?$/.test(value) ? Number(value) : null;
}

/** The truth of `true`, `True`, `1`, `false`, `False` or `0`, whether text or not; null otherwise. */
export function flagOf(value: unknown): boolean | null {
  if (value === true || value === 1) return true;
  if (value === false || value === 0) return false;
  if (typeof value !== 'string') return null;
  return /^(true|1)$/i.test(value) ? true : /^(false|0)$/i.test(value) ? false : null;
}

/** The words of a list, null if it isn't one, or has others than the known ones. */
export function wordsOf<Word extends string>(value: unknown, known?: readonly Word[]): readonly Word[] | null;
export function wordsOf(value: unknown, known?: readonly string[]): readonly string[] | null {
  if (!Array.isArray(value) || value.length === 0 || new Set(value).size < value.length) return null;
  const words = value.filter((word) => typeof word === 'string' && known?.includes(word) !== false);
  return words.length === value.length ? words : null;
}
