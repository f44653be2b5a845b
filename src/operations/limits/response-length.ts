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
  return roomBehind(value, limit) < 0;
}

/** The bytes of `room` that a value leaves; negative if it doesn't fit. */
function roomBehind(value: unknown, room: number): number {
  if (typeof value !== 'object' || value === null) return room - bytesOf(value);
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
    left = roomBehind(item, left - bytesOf(key) - COLON - COMMA);
  }
  return left;
}

const BRACKETS = 2;
const COMMA = 1;
const COLON = 1;

/** The bytes of a leaf as JSON in UTF-8. */
function bytesOf(value: unknown): number {
  return typeof value === 'string' ? Buffer.byteLength(JSON.stringify(value)) : String(value).length;
}
