import { maskedPhone } from '../domain/masks.js';

/** What colleagues dial: longer numbers are somebody's phone. */
const INTERNAL_NUMBER = /^[\d*#]{1,6}$/u;

/** An internal number as it is, as it says nothing about a person; `+48 *** *** 999` of a phone number, `***` of what is neither. */
export function maskedNumber(number: string): string {
  return INTERNAL_NUMBER.test(number) ? number : maskedPhone(number);
}
