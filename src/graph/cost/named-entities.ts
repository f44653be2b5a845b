import { asUuid } from '../../domain/uuid.js';
import { decodeGlobalId, type GlobalId } from '../global-id.js';
import { pagesOfFind, REQUESTS_BY_UUID } from './call-pages.js';
import type { Charge } from './charge.js';
import { NOTHING, type Place } from './place.js';

type Type = GlobalId['type'];

const TYPES: readonly Type[] = ['Extension', 'Client', 'Call', 'Note'];

/** How an operation names an entity: by its global id, or by another key in every workspace that the caller sees. */
export type EntityName =
  | { readonly id: string; readonly type?: Type }
  | { readonly type: 'Extension' | 'Client'; readonly key: string }
  | { readonly type: 'Call'; readonly uuid: string };

/** The name in a representation; null where it is none. */
export function nameOfRepresentation(representation: unknown): EntityName | null {
  if (typeof representation !== 'object' || representation === null) return null;
  const {
    __typename: type,
    id,
    uuid,
    sip,
    clientId,
  }: Readonly<Record<string, unknown>> = {
    ...representation,
  };
  if (type !== 'Extension' && type !== 'Client' && type !== 'Call' && type !== 'Note') return null;
  if (typeof id === 'string') return { id, type };
  if (type === 'Call') return typeof uuid === 'string' ? { type, uuid } : null;
  const key = type === 'Extension' ? sip : clientId;
  return type !== 'Note' && typeof key === 'string' ? { type, key } : null;
}

/** The entities of these names, by their types, with what loading them costs. Names that mean nothing cost nothing. */
export function namedEntities(names: readonly EntityName[], { workspaces }: Place, charge: Charge): Place {
  const found = new Map<Type, { count: number; workspaces: Set<string> }>();
  const hours = new Set<string>();
  const uuids = new Set<string>();
  const callsOfNotes = new Set<string>();

  function add(type: Type, of: readonly string[]): void {
    const known = found.get(type) ?? { count: 0, workspaces: new Set() };
    known.count += 1;
    for (const workspace of of) known.workspaces.add(workspace);
    found.set(type, known);
  }

  for (const name of names) {
    if (!('id' in name)) {
      add(name.type, workspaces);
      const uuid = 'uuid' in name ? asUuid(name.uuid) : null;
      if (uuid !== null) uuids.add(uuid);
      continue;
    }
    const id = decodeGlobalId(name.id);
    if (id === null || (name.type !== undefined && name.type !== id.type)) continue;
    const workspace = id.type === 'Note' ? id.call.workspace : id.workspace;
    if (!workspaces.includes(workspace)) continue;
    add(id.type, [workspace]);
    if (id.type === 'Call') hours.add(`${workspace} ${id.localDate.slice(0, 13)}`);
    if (id.type === 'Note') callsOfNotes.add(`${workspace} ${id.call.uuid} ${id.call.localDate}`);
  }

  charge.extensions([...(found.get('Extension')?.workspaces ?? [])]);
  charge.client([...(found.get('Client')?.workspaces ?? [])]);
  charge.ccrm(
    pagesOfFind(hours.size) + callsOfNotes.size + uuids.size * workspaces.length * REQUESTS_BY_UUID,
  );
  const ofType = new Map<string, Place>(TYPES.map((type) => [type, NOTHING]));
  for (const [type, { count, workspaces: of }] of found) {
    const place: Place = { objects: count, entities: count, workspaces: [...of] };
    ofType.set(type, type === 'Note' ? { ...place, calls: callsOfNotes.size, notesRead: true } : place);
  }
  return { objects: names.length, entities: names.length, workspaces, ofType };
}
