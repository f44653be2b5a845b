import { asUuid } from '../../domain/uuid.js';
import { badUserInput } from '../input/bad-user-input.js';
import { decodeParts, encodeParts } from './opaque-text.js';

type CursorPart = string | number;

/**
 * A position in an ordered list, opaque and URL-safe. `list` names the list (workspace, range, order), `position` the
 * edge's position in it, which stays valid when items before it appear or disappear.
 */
export function encodeCursor(list: readonly CursorPart[], position: readonly CursorPart[]): string {
  return encodeParts([...list, ...position]);
}

/**
 * Decodes a cursor of this list to its position; null if none is given, BAD_USER_INPUT for any other cursor. `same`: what
 * the cursors of one list have in common, as text for the message.
 */
export function decodeCursor<Position extends readonly CursorPart[]>(
  cursor: string | null | undefined,
  list: readonly CursorPart[],
  isPosition: (parts: readonly unknown[]) => parts is Position,
  same: string,
): Position | null {
  if (typeof cursor !== 'string') return null;
  const parts = decodeParts(cursor);
  const position = parts.slice(list.length);
  if (list.every((part, index) => parts[index] === part) && isPosition(position)) return position;
  throw badUserInput('after', `must be a cursor of this list: of the same ${same}`);
}

/** Whether a position is an instant, in milliseconds since the epoch, and the uuid of what happened then. */
export function isInstantOfUuid(parts: readonly unknown[]): parts is [instant: number, uuid: string] {
  const [instant, uuid] = parts;
  return (
    parts.length === 2 && Number.isSafeInteger(instant) && typeof uuid === 'string' && asUuid(uuid) === uuid
  );
}
