import { maskedPhone } from '../domain/masks.js';

/** A number that colleagues dial; longer numbers may be personal phone numbers. */
const INTERNAL_NUMBER = /^[\d*#]{1,6}$/u;

/** Masks a phone number as `+48 *** *** 999`, and other text as `***`; internal numbers, which aren't personal, are unchanged. */
export function maskedNumber(number: string): string {
  return INTERNAL_NUMBER.test(number) ? number : maskedPhone(number);
}
