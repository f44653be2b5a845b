import type { LimitError } from '../../domain/operation/limit-error.js';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { MAX_RESPONSE_BYTES } from '../../domain/operation/work-limits.js';

/** The error if an operation's response has too many values or bytes; otherwise null. */
export function responseProblem(data: unknown, { work }: OperationScope): LimitError | null {
  if (isLongerThan(data, MAX_RESPONSE_BYTES)) work.rejectLongResponse();
  return work.responseProblem();
}

/**
 * Whether a value takes more than `limit` bytes as JSON in UTF-8, counting a comma after every item and member. Stops
 * as soon as it does.
 */
export function isLongerThan(value: unknown, limit: number): boolean {
  return roomBehind(value, limit, mostBytesOf) < 0 && roomBehind(value, limit, bytesOf) < 0;
}

/** The bytes of `room` that a value leaves if its strings take `bytes`; negative if it doesn't fit. */
function roomBehind(value: unknown, room: number, bytes: (text: string) => number): number {
  if (typeof value === 'string') return room - bytes(value);
  if (typeof value !== 'object' || value === null) return room - String(value).length;
  let left = room - BRACKETS;
  if (Array.isArray(value)) {
    const items: readonly unknown[] = value;
    for (let index = 0; index < items.length && left >= 0; index += 1) {
      left = roomBehind(items[index], left, bytes) - COMMA;
    }
    return left;
  }
  for (const [key, item] of Object.entries(value)) {
    if (left < 0) return left;
    left = roomBehind(item, left - bytes(key) - COLON - COMMA, bytes);
  }
  return left;
}

const BRACKETS = 2;
const COMMA = 1;
const COLON = 1;
const QUOTES = 2;
/** Bytes of a character that is escaped: `\u001f`. */
const ESCAPED = 6;

/** An upper bound of `bytesOf` in a fraction of its time. */
function mostBytesOf(text: string): number {
  return ESCAPED * text.length + QUOTES;
}

/** As JSON in UTF-8. */
function bytesOf(text: string): number {
  return Buffer.byteLength(JSON.stringify(text));
}
