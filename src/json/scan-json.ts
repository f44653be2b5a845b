/** Maximum nesting. Deeper texts are rejected, so that recursion over the value can't overflow the stack. */
export const MAX_DEPTH = 256;

/** Maximum number of commas and opening brackets and braces, about one per value. A page of 1000 calls has 35,000. */
const MAX_VALUES = 250_000;

const encoder = new TextEncoder();
const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACKET_END, BRACE, BRACE_END] = encoder.encode('"\\,[]{}');
const WHITESPACE: ReadonlySet<number | undefined> = new Set(encoder.encode(' \t\n\r'));

/** The structure of a text that hasn't been parsed. The text may be invalid: only the parser checks that. */
export interface JsonScan {
  /** The number of commas and opening brackets and braces, about one per value. */
  readonly values: number;
  /** Its lists of objects, if the text is such a list or an object with such lists as values. */
  readonly lists: readonly JsonList[];
}

/** The bytes from `start` (inclusive) to `end` (exclusive). */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** A list of objects. `items`: of each object. */
export interface JsonList extends Span {
  readonly items: readonly Span[];
}

/**
 * Scans a text before it is parsed, because the parsed value of a text of only brackets takes fifty times its size.
 * Throws SyntaxError if the text is nested deeper than 256 levels, or has more than 250,000 values.
 */
export function scanJson(bytes: Uint8Array): JsonScan {
  const lists: JsonList[] = [];
  let list: { readonly start: number; readonly depth: number; readonly items: Span[] } | null = null;
  let item: number | null = null;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === COMMA) values += 1;
    else if (byte === BRACKET || byte === BRACE) {
      if (list === null && byte === BRACKET && depth <= 1) list = { start: at, depth, items: [] };
      else if (byte === BRACE && depth - 1 === list?.depth) item = at;
      depth += 1;
      values += 1;
      if (depth > MAX_DEPTH) throw new SyntaxError('The JSON text is nested too deeply.');
    } else if (byte === BRACKET_END || byte === BRACE_END) {
      depth -= 1;
      if (item !== null && depth - 1 === list?.depth) {
        list.items.push({ start: item, end: at + 1 });
        item = null;
      } else if (depth === list?.depth) {
        const { start, items } = list;
        if (byte === BRACKET_END && areAll(bytes, { start, end: at + 1, items }))
          lists.push({ start, end: at + 1, items });
        list = null;
      }
    }
    if (values > MAX_VALUES) throw new SyntaxError('The JSON text has too many values.');
  }
  return { values, lists };
}

/** The index of the closing quote of the string that begins at `start`. */
function endOfString(bytes: Uint8Array, start: number): number {
  let at = start + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Whether the list consists of exactly these items, separated by single commas. */
function areAll(bytes: Uint8Array, { start, end, items }: JsonList): boolean {
  let before = start + 1;
  for (const [index, item] of items.entries()) {
    if (!isGap(bytes, before, item.start, index === 0 ? 0 : 1)) return false;
    before = item.end;
  }
  return isGap(bytes, before, end - 1, 0);
}

/** Whether the span contains only white space and exactly this many commas. */
function isGap(bytes: Uint8Array, start: number, end: number, commas: number): boolean {
  let left = commas;
  for (let at = start; at < end; at += 1) {
    if (bytes[at] === COMMA) left -= 1;
    else if (!WHITESPACE.has(bytes[at])) return false;
  }
  return left === 0;
}
