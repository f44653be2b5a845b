import { maskedPhone } from '../domain/masks.js';

/** Digits; longer numbers are somebody's phone. */
const LONGEST_INTERNAL = 6;

/** `*07` of an internal number, `+48 *** *** 999` of a phone number, `***` of what is neither. */
export function maskedNumber(number: string): string {
  const digits = number.replace(/\D/g, '');
  if (digits === '' || digits.length > LONGEST_INTERNAL) return maskedPhone(number);
  const shown = Math.min(2, digits.length - 1);
  return '*'.repeat(digits.length - shown) + digits.slice(digits.length - shown);
}
