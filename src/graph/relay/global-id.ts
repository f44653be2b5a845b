import { LRUCache } from 'lru-cache';
import type { CallLocation } from '../../domain/call.js';
import { asUuid } from '../../domain/uuid.js';
import { readInstant } from '../input/date-time.scalar.js';
import { MAX_KEY } from '../input/length-bounds.js';
import { decodeParts, encodeParts } from './opaque-text.js';

/** A decoded global id: the type and the location of the entity. */
export type GlobalId =
  | { readonly type: 'Extension'; readonly workspace: string; readonly sip: string }
  | { readonly type: 'Client'; readonly workspace: string; readonly clientId: string }
  | ({ readonly type: 'Call' } & CallLocation)
  | { readonly type: 'Note'; readonly call: CallLocation; readonly uuid: string };

/** The base64 prefix of every id: `["` and the first bits of a letter. */
const BEGIN = 'WyJ';
/** The size of the cache of decoded ids, in characters. */
const CACHE_SIZE = 512 * 1024;
/** The overhead of a cache entry, in characters. */
const OVERHEAD = 100;
/**
 * Cache of decoded ids: one operation may name the same ids under a hundred aliases, and the cost estimate decodes
 * them again.
 */
const decodedIds = new LRUCache<string, { readonly id: GlobalId | null }>({
  maxSize: CACHE_SIZE,
  sizeCalculation: (_, text) => text.length + OVERHEAD,
});

/** Encodes a global id as opaque, URL-safe text. */
export function encodeGlobalId(id: GlobalId): string {
  return encodeParts(partsOf(id));
}

/** Decodes a global id; null for any text that `encodeGlobalId` doesn't produce. */
export function decodeGlobalId(text: string): GlobalId | null {
  if (text.length > MAX_KEY || !text.startsWith(BEGIN)) return null;
  const known = decodedIds.get(text);
  if (known !== undefined) return known.id;
  const parts = readParts(decodeParts(text));
  const id = parts !== null && encodeGlobalId(parts) === text ? parts : null;
  decodedIds.set(text, { id });
  return id;
}

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
  if (!isLocalDate(localDate) || asUuid(key) !== key) return null;
  if (type === 'Call') return { type, workspace, uuid: key, localDate };
  if (type !== 'Note' || typeof noteUuid !== 'string' || asUuid(noteUuid) !== noteUuid) return null;
  return { type, call: { workspace, uuid: key, localDate }, uuid: noteUuid };
}

/** Whether a value is `YYYY-MM-DD HH:MM:SS` and its day exists. */
function isLocalDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\S{10} \S{8}$/.test(value)) return false;
  return readInstant(`${value.replace(' ', 'T')}Z`) !== null;
}
