import { LRUCache } from 'lru-cache';
import type { CallLocation } from '../../domain/call.js';
import { asUuid } from '../../domain/uuid.js';
import { MAX_KEY } from '../input/length-bounds.js';

/** What a global id says: the type, and where to find the entity. */
export type GlobalId =
  | { readonly type: 'Extension'; readonly workspace: string; readonly sip: string }
  | { readonly type: 'Client'; readonly workspace: string; readonly clientId: string }
  | ({ readonly type: 'Call' } & CallLocation)
  | { readonly type: 'Note'; readonly call: CallLocation; readonly uuid: string };

/** How every id begins, in base64: `["`, and a letter of a type. */
const BEGIN = 'WyJ';
/** Characters of the ids that are kept as they were read last. */
const READ = 512 * 1024;
/** Characters that an entry takes beside its text. */
const OVERHEAD = 100;
/**
 * What ids were read as lately: one operation may name the same ids under a hundred aliases, and they are read once
 * more when its cost is estimated.
 */
const read = new LRUCache<string, { readonly id: GlobalId | null }>({
  maxSize: READ,
  sizeCalculation: (_, text) => text.length + OVERHEAD,
});

/** The opaque form of a global id, URL-safe. */
export function encodeGlobalId(id: GlobalId): string {
  return Buffer.from(JSON.stringify(partsOf(id))).toString('base64url');
}

/** Reads a global id; null for anything that `encodeGlobalId` wouldn't have written. */
export function decodeGlobalId(text: string): GlobalId | null {
  if (text.length > MAX_KEY || !text.startsWith(BEGIN)) return null;
  const known = read.get(text);
  if (known !== undefined) return known.id;
  const parts = readParts(parse(text));
  const id = parts !== null && encodeGlobalId(parts) === text ? parts : null;
  read.set(text, { id });
  return id;
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
