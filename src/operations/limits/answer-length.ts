/** Whether a value takes more than `limit` bytes as JSON in UTF-8; stops reading it as soon as it does. */
export function isLongerThan(value: unknown, limit: number): boolean {
  return roomBehind(value, limit) < 0;
}

/** The bytes of `room` that a value leaves; negative if it doesn't fit. */
function roomBehind(value: unknown, room: number): number {
  if (typeof value === 'string') return room - bytesOf(value);
  if (typeof value !== 'object' || value === null) return room - String(value).length;
  let left = room - BRACKETS;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    for (let index = 0; index < items.length && left >= 0; index += 1) {
      left = roomBehind(items[index], left) - COMMA;
    }
    return left;
  }
  for (const [key, item] of Object.entries(value)) {
    if (left < 0) return left;
    left = roomBehind(item, left - key.length - QUOTES - COMMA - COLON);
  }
  return left;
}

const BRACKETS = 2;
const QUOTES = 2;
const COMMA = 1;
const COLON = 1;
const ESCAPED = /["\\\u0000-\u001f]/;
/** What \u0000 takes beyond its own byte. */
const MORE_OF_CONTROL = 5;
const FIRST_PRINTABLE = 0x20;

function bytesOf(text: string): number {
  let bytes = QUOTES + Buffer.byteLength(text);
  if (!ESCAPED.test(text)) return bytes;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code < FIRST_PRINTABLE) bytes += MORE_OF_CONTROL;
    else if (code === 0x22 || code === 0x5c) bytes += 1;
  }
  return bytes;
}
