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

const longNumber = /\d{16}/;
// A 64-bit number has at most 20 digits; making a bigint of millions of them would take minutes.
const longInteger = /^-?\d{16,40}$/;

/**
 * The value of a JSON text (RFC 8259). Integers beyond 2^53 become bigints, exact to the last digit.
 * Throws SyntaxError where the text isn't JSON or is nested deeper than 256 levels.
 */
export function parseJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError('The JSON text is nested too deeply.');
  return longNumber.test(text) ? JSON.parse(text, reviveInteger) : JSON.parse(text);
}

/** An unsigned integer of any size that JSON.stringify writes as a bare number. RangeError where it isn't one. */
export function bareInteger(digits: string): unknown {
  if (!/^\d{1,20}$/.test(digits)) throw new RangeError('Not an unsigned integer of 64 bits.');
  return JSON.rawJSON(BigInt(digits).toString());
}

function reviveInteger(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  return source !== undefined && longInteger.test(source) ? BigInt(source) : value;
}

function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case 0x22:
        at = endOfString(text, at);
        break;
      case 0x5b:
      case 0x7b:
        depth += 1;
        if (depth > maxDepth) return true;
        break;
      case 0x5d:
      case 0x7d:
        depth -= 1;
        break;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end !== -1 && isEscaped(text, end)) end = text.indexOf('"', end + 1);
  return end === -1 ? text.length : end;
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0;
  while (text.charCodeAt(at - 1 - backslashes) === 0x5c) backslashes += 1;
  return backslashes % 2 === 1;
}
