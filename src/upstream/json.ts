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

/** Digits of the smallest integer that a number may not hold exactly. */
const longRun = 16;
// A 64-bit number has at most 20 digits; making a bigint of millions of them would take minutes.
const longInteger = /^-?\d{16,40}$/;

/**
 * The value of a JSON text (RFC 8259). Integers beyond 2^53 become bigints, exact to the last digit.
 * Throws SyntaxError where the text isn't JSON or is nested deeper than 256 levels.
 */
export function parseJson(text: string): unknown {
  const value: unknown = hasLongRun(text) ? parseExactly(text) : JSON.parse(text);
  if (isDeeper(value, maxDepth)) throw tooDeep();
  return value;
}

/** What JSON.stringify writes as a bare number, exactly: 1 to 20 decimal digits. RangeError for anything else. */
export function bareInteger(digits: string): unknown {
  if (!/^\d{1,20}$/.test(digits)) throw new RangeError('Not an unsigned integer of at most 20 digits.');
  return JSON.rawJSON(BigInt(digits).toString());
}

function parseExactly(text: string): unknown {
  try {
    return JSON.parse(text, reviveInteger);
  } catch (error) {
    // A reviver is called recursively, JSON.parse alone is not.
    throw error instanceof RangeError ? tooDeep() : error;
  }
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

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((inner) => isDeeper(inner, levels - 1));
  // Over the keys: an array of the values of each object would be half as much again as what was parsed.
  for (const key in value) if (isDeeper(Reflect.get(value, key), levels - 1)) return true;
  return false;
}

function tooDeep(): SyntaxError {
  return new SyntaxError('The JSON text is nested too deeply.');
}
