import { parsePhoneNumberFromString } from './phone/phone-number-library.js';

/** Replaces hidden characters, regardless of their number. */
const HIDDEN = '***';
/** Shorter numbers are internal numbers or short codes: three digits would reveal most of them. */
const SHORTEST_NUMBER = 7;
/** Shorter numbers without `+` or `00` are national numbers of an unknown country. */
const INTERNATIONAL_DIGITS = 10;
const WITH_COUNTRY_CODE = /^[\s(]*(?:\+|00)/;

/**
 * `+48 *** *** 999`: the country code if it is known, and the last three digits. A short number is hidden entirely.
 * Without `+` or `00`, only a valid number has a country code: other first digits would reveal part of the number.
 */
export function maskedPhone(number: string): string {
  const digits = number.replace(/\D/g, '').replace(/^00/, '');
  if (digits.length < SHORTEST_NUMBER) return HIDDEN;
  const hasCode = WITH_COUNTRY_CODE.test(number);
  const mayHaveCode = hasCode || digits.length >= INTERNATIONAL_DIGITS;
  const parsed = mayHaveCode ? parsePhoneNumberFromString(`+${digits}`) : undefined;
  const isKnown = parsed !== undefined && (hasCode || parsed.isValid());
  const prefix = isKnown ? `+${parsed.countryCallingCode} ` : '';
  return `${prefix}${HIDDEN} ${HIDDEN} ${digits.slice(-3)}`;
}

/**
 * `k***@e***.com`: the first letter of both sides and the top-level domain. Hides anything but a single address
 * entirely.
 */
export function maskedEmail(email: string): string {
  const [, user, domain, top] = /^([^\s@])[^\s@]*@([^\s@])[^\s@]*\.([^\s@.]+)$/u.exec(email.trim()) ?? [];
  if (user === undefined || domain === undefined || top === undefined) return HIDDEN;
  return `${user}${HIDDEN}@${domain}${HIDDEN}.${top}`;
}

/** `K***`: the first letter. */
export function maskedName(name: string): string {
  const [first = ''] = name.trim();
  return `${first}${HIDDEN}`;
}
