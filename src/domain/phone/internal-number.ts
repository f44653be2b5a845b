const CANONICAL = /^[1-9]\d*$/;

/** The digits without separators and leading zeros, which the internal numbers of calls have lost. */
export function canonicalNumber(number: string): string {
  return CANONICAL.test(number) ? number : digitsOf(number).replace(/^0+(?=.)/, '');
}

/** The number without separators. */
export function digitsOf(number: string): string {
  return number.replace(/[\s*#.()/-]/g, '');
}
