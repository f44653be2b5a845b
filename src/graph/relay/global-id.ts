import type { CallLocation } from '../../domain/call.js';
import { asUuid } from '../../domain/uuid.js';
import { MAX_KEY } from '../input/length-bounds.js';

/** What a global id says: the type, and where to find the entity. */
export type GlobalId =
  | { readonly type: 'Extension'; readonly workspace: string; readonly sip: string }
  | { readonly type: 'Client'; readonly workspace: string; readonly clientId: string }
  | ({ readonly type: 'Call' } & CallLocation)
  | { readonly type: 'Note'; readonly call: CallLocation; readonly uuid: string };

/** The opaque form of a global id, URL-safe. */
export function encodeGlobalId(id: GlobalId): string {
  return Buffer.from(JSON.stringify(partsOf(id))).toString('base64url');
}

/** Reads a global id; null for anything that `encodeGlobalId` wouldn't have written. */
export function decodeGlobalId(text: string): GlobalId | null {
  if (text.length > MAX_KEY) return null;
  const id = readParts(parse(text));
  return id !== null && encodeGlobalId(id) === text ? id : null;
}

/** The workspace that an id names. */
export function workspaceOfId(id: GlobalId): string {
  return id.type === 'Note' ? id.call.workspace : id.workspace;
}

function partsOf(id: GlobalId): readonly string[] {
  switch (id.type) {
    case 'Extension':
      return [id.type, id.workspace, id.sip];
    case 'Client':
      return [id.type, id.workspace, id.clientId];
    case 'Call':
      return [id.type, id.workspace, id.uuid, id.localDate];
    case 'Note':
      return [id.type, id.call.workspace, id.call.uuid, id.call.localDate, id.uuid];
  }
}

function readParts(parts: readonly unknown[]): GlobalId | null {
  const [type, workspace, key, localDate, noteUuid] = parts;
  if (typeof workspace !== 'string' || typeof key !== 'string') return null;
  if (type === 'Extension') return { type, workspace, sip: key };
  if (type === 'Client') return { type, workspace, clientId: key };
  if (typeof localDate !== 'string' || asUuid(key) !== key) return null;
  if (type === 'Call') return { type, workspace, uuid: key, localDate };
  if (type !== 'Note' || typeof noteUuid !== 'string' || asUuid(noteUuid) !== noteUuid) return null;
  return { type, call: { workspace, uuid: key, localDate }, uuid: noteUuid };
}

function parse(text: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    return [];
  }
}
