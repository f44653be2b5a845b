import { LRUCache } from 'lru-cache';
import type { CallPhoneNumber } from '../call.js';
import { isSupportedCountry, parseDigits, parsePhoneNumberFromString } from './phone-number-library.js';

/** Shorter numbers without a country code are internal numbers and short codes such as 112. */
const SHORTEST_NATIONAL = 7;
/** The number of trailing digits that are compared if one number lacks its country code. */
const COMPARED_DIGITS = 9;

const EXTENSION = /[\s,;]{0,3}(?:wewn|wew|extension|extn|ext|x|доб|вн|שלוחה|#)[\s.:=]{0,3}\d{1,7}$/iu;
const PLAIN = /^\+?[\d\s().\p{Pd}/]+$/u;

interface ReadNumber {
  readonly e164: string | null;
  /** Every digit from the country code on; null if the country isn't known. */
  readonly whole: string | null;
  /** The significant digits of the formatted and the raw number. */
  readonly digits: readonly string[];
  /** The last digits of each form, each once. */
  readonly keys: readonly string[];
}

/** A few numbers recur often, and parsing dominates the cost of handling one. */
const readNumbers = new LRUCache<string, ReadNumber>({ max: 20_000 });

/**
 * The number in E.164 without its extension, such as `+48777888999`; null unless it is valid and either has a country
 * code or is a number of its country. The formatted number takes precedence, unless only the raw one has a country
 * code. null for an address, and for a number that contains `*`, `#` or letters.
 */
export function e164Of(phone: CallPhoneNumber): string | null {
  return read(phone).e164;
}

/** Whether `wanted`, in any format and read as a number of the country of `phone`, is the same number as `phone`. */
export function isSameNumber(wanted: string, phone: CallPhoneNumber): boolean {
  return areSameNumbers({ formatted: wanted, raw: null, country: phone.country }, phone);
}

/**
 * Whether two numbers are the same in any of their forms. Compares E.164 if both numbers have it, all digits if both have a
 * known country, else the last nine significant digits, or all digits of a shorter number of at least seven. Numbers of
 * fewer digits must be equal.
 */
export function areSameNumbers(one: CallPhoneNumber, other: CallPhoneNumber): boolean {
  const [a, b] = [read(one), read(other)];
  if (a.e164 !== null && b.e164 !== null) return a.e164 === b.e164;
  if (a.whole !== null && b.whole !== null) return a.whole === b.whole;
  return a.digits.some((digits) => b.digits.some((otherDigits) => haveSameEnd(digits, otherDigits)));
}

/**
 * Index keys of a number. Two numbers that are the same by `isSameNumber` share at least one key; different numbers
 * may, too.
 */
export function numberKeys(phone: CallPhoneNumber): readonly string[] {
  return read(phone).keys;
}

/** The digits without an extension and without a leading `+`, `00` or trunk `0`; of an address, those before its `@`. */
export function significantDigits(number: string): string {
  const [user = ''] = written(number).split('@');
  return user.replace(EXTENSION, '').replace(/\D/g, '').replace(/^0+/, '');
}

/** Whether a number is in national format and therefore ambiguous without its country. */
export function isNational({ formatted, raw }: CallPhoneNumber): boolean {
  const forms = formsOf(formatted, raw);
  const [first] = forms;
  return first !== undefined && isLongEnough(first) && PLAIN.test(first) && internationalOf(forms) === null;
}

function read(phone: CallPhoneNumber): ReadNumber {
  const { formatted, raw, country } = phone;
  const key = JSON.stringify([country, formatted, raw]);
  const known = readNumbers.get(key);
  if (known !== undefined) return known;
  const forms = formsOf(formatted, raw);
  const international = internationalOf(forms) ?? (country === null ? null : foreignOf(forms));
  const e164 = parsedE164(forms, international, country);
  const digits = forms.map(significantDigits).filter(Boolean);
  const compared = e164 === null ? digits : [e164, ...digits];
  const number = {
    e164,
    whole: significantDigits(international ?? e164 ?? '') || null,
    digits,
    keys: [...new Set(compared.map((form) => form.slice(-SHORTEST_NATIONAL)))],
  };
  readNumbers.set(key, number);
  return number;
}

function parsedE164(
  [first]: readonly string[],
  international: string | null,
  country: string | null,
): string | null {
  if (first === undefined || !PLAIN.test(first)) return null;
  if (international === null && (country === null || !isLongEnough(first))) return null;
  const own = country !== null && isSupportedCountry(country) ? { defaultCountry: country } : {};
  const parsed = parsePhoneNumberFromString(international ?? first, { ...own, extract: false });
  return parsed?.isValid() === true ? parsed.number : null;
}

function isLongEnough(number: string): boolean {
  return significantDigits(number).length >= SHORTEST_NATIONAL;
}

function haveSameEnd(a: string, b: string): boolean {
  const compared = Math.min(a.length, b.length, COMPARED_DIGITS);
  return a === b || (compared >= SHORTEST_NATIONAL && a.slice(-compared) === b.slice(-compared));
}

/** The formatted and the raw number, normalized, without extensions and with `(+48)` as `+48`. */
function formsOf(formatted: string | null, raw: string | null): readonly string[] {
  const forms = [formatted, raw].filter((form) => form !== null);
  return forms.map((form) =>
    written(form)
      .replace(EXTENSION, '')
      .replace(/^\(\+(\d+)\)/, '+$1 '),
  );
}

/** The number in international format, with `00` replaced by `+`; null if neither form is international. */
function internationalOf(forms: readonly string[]): string | null {
  const written = forms.map((form) => form.replace(/^00/, '+'));
  return written.find((form) => form.startsWith('+') && PLAIN.test(form)) ?? null;
}

/** The second form in international format if the first one is its national format; else null. */
function foreignOf([first = '', second = '']: readonly string[]): string | null {
  if (second === '' || !PLAIN.test(second) || !isLongEnough(first)) return null;
  const [given, whole] = [significantDigits(first), significantDigits(second)];
  const foreign = parsePhoneNumberFromString(`+${whole}`);
  if (foreign === undefined) return null;
  const isNationalOf = (form: string) => significantDigits(form) === given;
  const withoutCode = whole.slice(foreign.countryCallingCode.length);
  // With the country's own trunk prefix, such as Hungary's 06.
  return isNationalOf(withoutCode) || isNationalOf(foreign.formatNational()) ? `+${whole}` : null;
}

/** Normalizes Unicode (NFKC, ASCII digits) and removes invisible format characters. */
function written(number: string): string {
  return number
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/[^\P{Nd}0-9]/gu, parseDigits)
    .trim();
}
