import { badUserInput } from '../input/bad-user-input.js';
import { decodeParts, encodeParts } from './opaque-text.js';

type CursorPart = string | number;

/**
 * A position in an ordered list, opaque and URL-safe. `list` names the list (workspace, range, order),
 * `position` the edge's place in it, so that a cursor means the same whatever comes or goes before it.
 */
export function encodeCursor(list: readonly CursorPart[], position: readonly CursorPart[]): string {
  return encodeParts([...list, ...position]);
}

/** Decodes a cursor of this list to its position; BAD_USER_INPUT for any other cursor. */
export function decodeCursor<Position extends readonly CursorPart[]>(
  cursor: string,
  list: readonly CursorPart[],
  isPosition: (parts: readonly unknown[]) => parts is Position,
): Position {
  const parts = decodeParts(cursor);
  const position = parts.slice(list.length);
  if (list.every((part, index) => parts[index] === part) && isPosition(position)) return position;
  throw badUserInput('after', 'must be a cursor of this list: of the same workspace, range and order');
}
