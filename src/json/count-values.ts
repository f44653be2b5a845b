/** Maximum nesting. Deeper texts are rejected, so that recursion over the value can't overflow the stack. */
export const MAX_DEPTH = 256;

/** Maximum number of commas and opening brackets and braces, about one per value. A page of 1000 calls has 35,000. */
const MAX_VALUES = 250_000;

/** A text that may be JSON, but is nested too deeply, or has too many values or characters. */
export class JsonTooLarge extends SyntaxError {}

const [QUOTE, BACKSLASH, COMMA, BRACKET, BRACKET_END, BRACE, BRACE_END] = new TextEncoder().encode(
  '"\\,[]{}',
);

/**
 * The number of commas and opening brackets and braces of a JSON text, about one per value. Counts them before the text
 * is parsed, because the parsed value of a text of only brackets takes fifty times its size. Throws JsonTooLarge if the
 * text is nested deeper than 256 levels, or has more than 250,000 values. Only the parser checks whether it is valid.
 */
export function countValues(text: string): number {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === COMMA) values += 1;
    else if (code === BRACKET || code === BRACE) {
      depth += 1;
      values += 1;
      if (depth > MAX_DEPTH) throw new JsonTooLarge('The JSON text is nested too deeply.');
    } else if (code === BRACKET_END || code === BRACE_END) depth -= 1;
    if (values > MAX_VALUES) throw new JsonTooLarge('The JSON text has too many values.');
  }
  return values;
}

/** The index of the closing quote of the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  return at;
}
