import { LRUCache } from 'lru-cache';
import type { Call, CallLocation } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';
import { asUuid } from '../../domain/uuid.js';
import { readInstant } from '../input/date-time.scalar.js';
import { MAX_KEY } from '../input/length-bounds.js';
import { decodeParts, encodeParts } from './opaque-text.js';

/** A decoded global id: the type and the location of the entity. Every entity has the properties of its own. */
export type GlobalId =
  | Pick<Extension, 'kind' | 'workspace' | 'sip'>
  | Pick<Client, 'kind' | 'workspace' | 'clientId'>
  | Pick<Call, 'kind' | keyof CallLocation>
  | Pick<Note, 'kind' | 'call' | 'uuid'>;

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

/** The id of the workspace that the entity belongs to. */
export function workspaceOfId(id: GlobalId): string {
  return id.kind === 'Note' ? id.call.workspace : id.workspace;
}

function partsOf(id: GlobalId): readonly string[] {
  switch (id.kind) {
    case 'Extension':
      return [id.kind, id.workspace, id.sip];
    case 'Client':
      return [id.kind, id.workspace, id.clientId];
    case 'Call':
      return [id.kind, id.workspace, id.uuid, id.localDate];
    case 'Note':
      return [id.kind, id.call.workspace, id.call.uuid, id.call.localDate, id.uuid];
  }
}

function readParts(parts: readonly unknown[]): GlobalId | null {
  const [kind, workspace, key, localDate, noteUuid] = parts;
  if (typeof workspace !== 'string' || typeof key !== 'string') return null;
  if (kind === 'Extension') return { kind, workspace, sip: key };
  if (kind === 'Client') return { kind, workspace, clientId: key };
  if (!isLocalDate(localDate) || asUuid(key) !== key) return null;
  if (kind === 'Call') return { kind, workspace, uuid: key, localDate };
  if (kind !== 'Note' || typeof noteUuid !== 'string' || asUuid(noteUuid) !== noteUuid) return null;
  return { kind, call: { workspace, uuid: key, localDate }, uuid: noteUuid };
}

/** Whether a value is `YYYY-MM-DD HH:MM:SS` and its day exists. */
function isLocalDate(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\S{10} \S{8}$/.test(value)) return false;
  return readInstant(`${value.replace(' ', 'T')}Z`) !== null;
}
