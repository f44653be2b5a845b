import { record } from '../../json/decode.js';
import { writeJson } from '../../json/parse-json.js';
import { readInstant } from '../input/date-time.scalar.js';
import { MAX_KEY } from '../input/length-bounds.js';
import type { Entity } from '../relay/node.type.js';

/** The key by which a representation names an entity. */
export type EntityKey =
  | { readonly kind: Entity['kind']; readonly id: string }
  | { readonly kind: 'Extension'; readonly sip: string }
  | { readonly kind: 'Client'; readonly clientId: string }
  | { readonly kind: 'Call'; readonly uuid: string; readonly startedAt: number | null };

const KEY_FIELDS = ['id', 'sip', 'clientId', 'uuid', 'startedAt'] as const;

/** The key fields of each entity, as text for messages. */
export const ENTITY_KEYS: { readonly [Kind in Entity['kind']]: string } = {
  Extension: 'id or sip',
  Client: 'id or clientId',
  Call: 'id, uuid and startedAt (RFC 3339), or uuid',
  Note: 'id',
};

/** The field of a representation's key whose text is too long; undefined if none is. */
export function overlongKeyField(representation: Readonly<Record<string, unknown>>): string | undefined {
  return KEY_FIELDS.find((field) => {
    const value = representation[field];
    return typeof value === 'string' && value.length > MAX_KEY;
  });
}

/** Equal for representations with the same type and key. */
export function keyText(representation: Readonly<Record<string, unknown>>): string {
  return writeJson(['__typename', ...KEY_FIELDS].map((field) => representation[field]));
}

/** Whether this is the type of an entity. */
export function isEntityType(type: unknown): type is Entity['kind'] {
  return typeof type === 'string' && Object.hasOwn(ENTITY_KEYS, type);
}

/** The key of a representation; `id` takes precedence. null if it has no readable key. */
export function readEntityKey(representation: unknown): EntityKey | null {
  const fields = record(representation) ?? {};
  const kind = fields['__typename'];
  if (!isEntityType(kind)) return null;
  const id = readId(fields['id']);
  const sip = readId(fields['sip']);
  const clientId = readId(fields['clientId']);
  const uuid = readId(fields['uuid']);
  if (id !== null) return { kind, id };
  if (kind === 'Extension' && sip !== null) return { kind, sip };
  if (kind === 'Client' && clientId !== null) return { kind, clientId };
  if (kind !== 'Call' || uuid === null) return null;
  const given = fields['startedAt'] ?? null;
  const startedAt = readInstant(given);
  return startedAt === null && given !== null ? null : { kind, uuid, startedAt };
}

/** Reads an ID as GraphQL does, from a string or an integer; null for anything else and for inexact integers. */
function readId(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : null;
}
