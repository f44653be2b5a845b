declare global {
  interface JSON {
    /** With the source text of primitives, as ECMAScript 2026 has it. */
    parse(
      text: string,
      reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
    ): unknown;
    /** A value that JSON.stringify writes as this text. */
    rawJSON(text: string): unknown;
  }
}

/** Levels of nesting; deeper texts are refused, so that nothing that walks the value overflows the stack. */
const maxDepth = 256;

/** Commas, brackets and braces that open: about as many as there are values. A page of 1000 calls has 35,000. */
const maxValues = 250_000;
/** Where JSON.parse must keep the source of each value, which takes 350 bytes and not up to 150. */
const maxSourcedValues = 100_000;

/**
 * Where one is beyond Latin-1: each takes two bytes then, in the text and once more in what is parsed. A page of 1000
 * calls has 1,200,000.
 */
const maxWideCharacters = 8 * 1024 * 1024;

const encoder = new TextEncoder();
const utf8 = new TextDecoder('utf-8', { fatal: true });
const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACKET_END, BRACE, BRACE_END] = encoder.encode('"\\,[]{}');

/** Labels of UTF-16. Its bytes may be UTF-8, too, with null characters between the letters. */
const UTF_16 = /^(utf-?16|(iso-10646-)?ucs-?2|unicode$|csunicode$)/i;

/** Digits of the smallest integer that a number may not hold exactly. */
const longRun = 16;
// A 64-bit number has at most 20 digits; making a bigint of millions of them would take minutes.
const longInteger = /^-?\d{16,40}$/;

/**
 * The value of a JSON text (RFC 8259). Integers beyond 2^53 become bigints, exact to the last digit.
 * Throws SyntaxError where the text isn't JSON, is nested deeper than 256 levels or has more than 250,000 values, or
 * 100,000 where one of them has 16 digits or more.
 */
export function parseJson(text: string): unknown {
  return parse(text, countValues(encoder.encode(text)));
}

/**
 * The same of a text's bytes: in UTF-8, with a byte order mark or without, whatever is claimed of them, or else in
 * `charset`, a label of the Encoding Standard. Throws, too, if they are in neither, and a SyntaxError if more than
 * 8,388,608 characters aren't all of Latin-1. Calls `free` once the bytes aren't needed any more.
 */
export function parseJsonBytes(bytes: Uint8Array, free: () => void, charset: string | null = null): unknown {
  const isUtf16 = charset !== null && UTF_16.test(charset);
  const valuesOfBytes = isUtf16 ? null : countValues(bytes);
  const unicode = isUtf16 ? null : decodedUtf8(bytes);
  const text = unicode ?? decoded(bytes, isUtf16, charset);
  free();
  if (text.length > maxWideCharacters && /[^\0-\xff]/.test(text)) {
    throw new SyntaxError('The JSON text has too many characters.');
  }
  return parse(text, valuesOfBytes ?? countValues(encoder.encode(text)));
}

/** Of UTF-16 the byte order mark tells the order, whatever the label; without one it is the label's. */
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
  if (values > maxSourcedValues) throw new SyntaxError('The JSON text has too many values.');
  return JSON.parse(text, reviveInteger);
}

/** What JSON.stringify writes as a bare number, exactly: 1 to 20 decimal digits. RangeError for anything else. */
export function bareInteger(digits: string): unknown {
  if (!/^\d{1,20}$/.test(digits)) throw new RangeError('Not an unsigned integer of at most 20 digits.');
  return JSON.rawJSON(BigInt(digits).toString());
}

/** A value that `parseJson` has read as a JSON text again, its integers exact. */
export function writeJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'bigint' ? JSON.rawJSON(item.toString()) : item,
  );
}

function reviveInteger(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return source !== undefined && longInteger.test(source) ? BigInt(source) : value;
}

/** Whether 16 digits or more follow each other: every such run covers an index that 16 divides. */
function hasLongRun(text: string): boolean {
  for (let at = 0; at < text.length; at += longRun) {
    if (!isDigit(text, at)) continue;
    let start = at;
    while (at - start < longRun && isDigit(text, start - 1)) start -= 1;
    let end = at + 1;
    while (end - start < longRun && isDigit(text, end)) end += 1;
    if (end - start >= longRun) return true;
  }
  return false;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}

/**
 * Before a text is parsed: one of nothing but brackets would take fifty times its size. Exact up to where the bytes
 * stop being JSON.
 */
function countValues(bytes: Uint8Array): number {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA) values += 1;
    else if (byte === BRACKET || byte === BRACE) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) throw new SyntaxError('The JSON text is nested too deeply.');
    } else if (byte === BRACKET_END || byte === BRACE_END) depth -= 1;
    if (values > maxValues) throw new SyntaxError('The JSON text has too many values.');
  }
  return values;
}

/** The index of the quote that ends the string which begins at `start`. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}
