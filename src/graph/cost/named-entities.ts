import { HOUR } from '../../domain/interval.js';
import { asUuid } from '../../domain/uuid.js';
import type { EntityKey } from '../federation/entity-key.js';
import { decodeGlobalId, workspaceOfId, type GlobalId } from '../relay/global-id.js';
import { pagesOfFind, REQUESTS_BY_UUID, SEARCH_PAGES } from './call-pages.js';
import type { FieldAt, Cardinality } from './field-cost.js';

type Kind = GlobalId['kind'];

/** How an operation names an entity: by a global id of any type, or by a key in every workspace of the caller. */
export type EntityName = { readonly id: string; readonly kind?: Kind } | EntityKey;

/** The named entities by type, with the cost of loading them. Invalid names cost nothing. */
export function namedEntities(
  names: readonly EntityName[],
  { cardinality: { workspaces }, charge, archives }: Omit<FieldAt, 'args'>,
): Cardinality {
  /** For each named entity, the workspaces that may have it. */
  const found: Record<Kind, (readonly string[])[]> = { Extension: [], Client: [], Call: [], Note: [] };
  const hours = new Set<string>();
  const uuids = new Set<string>();
  const callsOfNotes = new Set<string>();

  function addCall(given: string, startedAt: number | null): void {
    const uuid = asUuid(given);
    if (uuid === null) return;
    if (startedAt === null) uuids.add(uuid);
    else for (const workspace of workspaces) hours.add(`${workspace} ${Math.floor(startedAt / HOUR)}`);
  }

  for (const name of names) {
    if (!('id' in name)) {
      found[name.kind].push(workspaces);
      if ('uuid' in name) addCall(name.uuid, name.startedAt);
      continue;
    }
    const id = decodeGlobalId(name.id);
    if (id === null || (name.kind !== undefined && name.kind !== id.kind)) continue;
    const workspace = workspaceOfId(id);
    if (!workspaces.includes(workspace)) continue;
    found[id.kind].push([workspace]);
    if (id.kind === 'Call') hours.add(`${workspace} ${id.localDate.slice(0, 13)}`);
    if (id.kind === 'Note') callsOfNotes.add(`${workspace} ${id.call.uuid} ${id.call.localDate}`);
  }

  charge.once('voicenter', found.Extension.flat());
  charge.once('ringme', found.Client.flat());
  const byUuid = workspaces.reduce((sum, workspace) => {
    // One search of the last hour covers every call that isn't archived.
    const isArchived = uuids.size > 0 && archives(workspace)?.hasEverything() === true;
    return sum + (isArchived ? SEARCH_PAGES : uuids.size * REQUESTS_BY_UUID);
  }, 0);
  charge.requests('ccrm', pagesOfFind(hours.size) + callsOfNotes.size + byUuid);
  const ofType = new Map<string, Cardinality>();
  for (const [kind, named] of Object.entries(found)) {
    const ofNotes = kind === 'Note' && { calls: callsOfNotes.size, notesRead: true };
    const [objects, entities] = [named.length, named.length];
    ofType.set(kind, { objects, entities, workspaces: [...new Set(named.flat())], ...ofNotes });
  }
  return { objects: names.length, entities: names.length, workspaces, ofType };
}
