import { badUserInput } from './bad-user-input.js';

/**
 * A position in an ordered list, opaque and URL-safe. `list` names the list (workspace, range, order),
 * `position` the edge's place in it, so that a cursor means the same whatever comes or goes before it.
 */
export function encodeCursor(list: readonly CursorPart[], position: readonly CursorPart[]): string {
  return Buffer.from(JSON.stringify([...list, ...position])).toString('base64url');
}

/** The position that a cursor of this list stands for; BAD_USER_INPUT for any other cursor. */
export function decodeCursor(cursor: string, list: readonly CursorPart[]): readonly unknown[] {
  const parts = parse(cursor);
  if (list.every((part, index) => parts[index] === part)) return parts.slice(list.length);
  throw badUserInput('after', 'expected a cursor of this workspace, range and order');
}

type CursorPart = string | number;

function parse(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
