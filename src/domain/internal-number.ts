const CANONICAL = /^[1-9]\d*$/;

/** Digits without separators and leading zeros: ccrm's internal numbers have lost theirs. */
export function canonicalNumber(number: string): string {
  return CANONICAL.test(number) ? number : digitsOf(number).replace(/^0+(?=.)/, '');
}

/** The number without separators. */
export function digitsOf(number: string): string {
  return number.replace(/[\s*#.()/-]/g, '');
}
