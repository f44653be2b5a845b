import { countValues, JsonTooLarge, MAX_DEPTH } from './count-values.js';

declare global {
  interface JSON {
    /** Passes the source text of primitives to the reviver (ECMAScript 2026). */
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    /** A value that JSON.stringify writes as this text. */
    rawJSON(text: string): unknown;
  }
}

/**
 * Maximum number of values if JSON.parse must retain their source text: each then takes 350 bytes instead of up to 150.
 */
const MAX_SOURCED_VALUES = 100_000;

/**
 * Maximum number of characters if one is outside Latin-1: each then takes two bytes, both in the text and in the parsed
 * value. A page of 1000 calls has 1,200,000.
 */
const MAX_WIDE_CHARACTERS = 8 * 1024 * 1024;

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Labels of UTF-16. UTF-16 bytes can also be valid UTF-8, with null characters between the letters. */
const UTF_16 = /^(utf-?16|(iso-10646-)?ucs-?2|unicode$|csunicode$)/i;

/** The number of digits of the smallest integer that a JavaScript number can't represent exactly. */
const LONG_RUN = 16;
// A 64-bit integer has at most 20 digits. Converting millions of digits to a bigint would take minutes.
const longInteger = /^-?\d{16,40}$/;

/**
 * Parses a JSON text (RFC 8259). Integers beyond 2^53 become bigints, exact to the last digit.
 * Throws SyntaxError if the text isn't JSON: JsonTooLarge if it is nested deeper than 256 levels, or has more than
 * 250,000 values (100,000 if one of them has 16 digits or more).
 */
export function parseJson(text: string): unknown {
  return parse(text, isHarmless(text) ? text.length : countValues(text));
}

/** Whether a text can't have too many values, because it is too short, nor be nested too deeply. */
function isHarmless(text: string): boolean {
  if (text.length > MAX_SOURCED_VALUES) return false;
  let brackets = 0;
  for (const bracket of '[{') {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      brackets += 1;
      if (brackets > MAX_DEPTH) return false;
    }
  }
  return true;
}

/**
 * Parses the bytes of a JSON text as `parseJson` does. Decodes them as UTF-8 if they are valid UTF-8, with or without a
 * byte order mark, else as `charset`, a label of the Encoding Standard; a UTF-16 label takes precedence over UTF-8.
 * Also throws TypeError if they are in neither encoding, RangeError if `charset` is unknown, and JsonTooLarge if a text
 * of more than 8,388,608 characters isn't all Latin-1.
 */
export function parseJsonBytes(bytes: Uint8Array, charset: string | null = null): unknown {
  const isUtf16 = charset !== null && UTF_16.test(charset);
  const unicode = isUtf16 ? null : decodedUtf8(bytes);
  const text = unicode ?? decoded(bytes, isUtf16, charset);
  if (text.length > MAX_WIDE_CHARACTERS && /[^\0-\xff]/.test(text)) {
    throw new JsonTooLarge('The JSON text has too many characters.');
  }
  return parseJson(text);
}

/** Decodes bytes. A byte order mark determines the byte order of UTF-16; without one the label does. */
function decoded(bytes: Uint8Array, isUtf16: boolean, charset: string | null): string {
  const isBigEndian = isUtf16 && bytes[0] === 0xfe && bytes[1] === 0xff;
  return new TextDecoder(isBigEndian ? 'utf-16be' : (charset ?? 'utf-8'), { fatal: true }).decode(bytes);
}

/** null if the bytes aren't UTF-8. */
function decodedUtf8(bytes: Uint8Array): string | null {
  try {
    return utf8.decode(bytes);
  } catch {
    return null;
  }
}

function parse(text: string, values: number): unknown {
  if (!hasLongRun(text)) return JSON.parse(text);
  if (values > MAX_SOURCED_VALUES) throw new JsonTooLarge('The JSON text has too many values.');
  return JSON.parse(text, reviveInteger);
}

/** A value that JSON.stringify writes as this integer, unquoted. RangeError unless `digits` is 1 to 20 decimal digits. */
export function bareInteger(digits: string): unknown {
  if (!/^\d{1,20}$/.test(digits)) throw new RangeError('Not an unsigned integer of at most 20 digits.');
  return JSON.rawJSON(BigInt(digits).toString());
}

/** Serializes a value of `parseJson` to JSON from which `parseJson` reads the same value. */
export function writeJson(value: unknown): string {
  try {
    const text = JSON.stringify(value);
    if (!hasLongRun(text)) return text;
  } catch {
    // It has a bigint.
  }
  // A replacer takes twice as long.
  return JSON.stringify(value, writeNumber);
}

/** Writes a number beyond 2^53 with an exponent: without one it would be read as a bigint. */
function writeNumber(_key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return JSON.rawJSON(value.toString());
  const isInexact = Number.isInteger(value) && !Number.isSafeInteger(value);
  return isInexact && typeof value === 'number' ? JSON.rawJSON(value.toExponential()) : value;
}

/** A reviver for JSON.parse that reads integers beyond 2^53 as bigints. */
export function reviveInteger(
  _key: string,
  value: unknown,
  { source }: { readonly source?: string } = {},
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return source !== undefined && longInteger.test(source) ? BigInt(source) : value;
}

/** Whether the text has 16 consecutive digits: every such run includes an index that is a multiple of 16. */
function hasLongRun(text: string): boolean {
  for (let at = 0; at < text.length; at += LONG_RUN) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (at - start < LONG_RUN && isDigit(text, start - 1)) start -= 1;
    let end = at + 1;
    while (end - start < LONG_RUN && isDigit(text, end)) end += 1;
    if (end - start >= LONG_RUN) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}
