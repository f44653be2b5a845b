import { HOUR } from '../../domain/interval.js';
import { asUuid } from '../../domain/uuid.js';
import type { EntityKey } from '../federation/entity-key.js';
import { decodeGlobalId, workspaceOfId, type GlobalId } from '../relay/global-id.js';
import { pagesOfFind, REQUESTS_BY_UUID, SEARCH_PAGES } from './call-pages.js';
import type { FieldAt } from './field-cost.js';
import type { Cardinality } from './cardinality.js';

type Kind = GlobalId['kind'];

/** How an operation names an entity: by a global id of any type, or by a key in every workspace of the caller. */
export type EntityName = { readonly id: string; readonly kind?: Kind } | EntityKey;

/** The named entities by type, with the cost of loading them. Invalid names cost nothing. */
export function namedEntities(
  names: readonly EntityName[],
  { cardinality: { workspaces }, charge, archives }: Omit<FieldAt, 'args'>,
): Cardinality {
  const found = { Extension: noEntities(), Client: noEntities(), Call: noEntities(), Note: noEntities() };
  const hours = new Set<string>();
  const uuids = new Set<string>();
  const callsOfNotes = new Set<string>();

  function add(kind: Kind, of: readonly string[]): void {
    found[kind].count += 1;
    for (const workspace of of) found[kind].workspaces.add(workspace);
  }

  function addCall(given: string, startedAt: number | null): void {
    const uuid = asUuid(given);
    if (uuid === null) return;
    if (startedAt === null) uuids.add(uuid);
    else for (const workspace of workspaces) hours.add(`${workspace} ${Math.floor(startedAt / HOUR)}`);
  }

  for (const name of names) {
    if (!('id' in name)) {
      add(name.kind, workspaces);
      if ('uuid' in name) addCall(name.uuid, name.startedAt);
      continue;
    }
    const id = decodeGlobalId(name.id);
    if (id === null || (name.kind !== undefined && name.kind !== id.kind)) continue;
    const workspace = workspaceOfId(id);
    if (!workspaces.includes(workspace)) continue;
    add(id.kind, [workspace]);
    if (id.kind === 'Call') hours.add(`${workspace} ${id.localDate.slice(0, 13)}`);
    if (id.kind === 'Note') callsOfNotes.add(`${workspace} ${id.call.uuid} ${id.call.localDate}`);
  }

  charge.once('voicenter', [...found.Extension.workspaces]);
  charge.once('ringme', [...found.Client.workspaces]);
  const byUuid = workspaces.reduce((sum, workspace) => {
    // One search of the last hour covers every call that isn't archived.
    const isArchived = uuids.size > 0 && archives(workspace)?.hasEverything() === true;
    return sum + (isArchived ? SEARCH_PAGES : uuids.size * REQUESTS_BY_UUID);
  }, 0);
  charge.requests('ccrm', pagesOfFind(hours.size) + callsOfNotes.size + byUuid);
  const ofType = new Map<string, Cardinality>();
  for (const [kind, { count, workspaces: of }] of Object.entries(found)) {
    const ofNotes = kind === 'Note' && { calls: callsOfNotes.size, notesRead: true };
    ofType.set(kind, { objects: count, entities: count, workspaces: [...of], ...ofNotes });
  }
  return { objects: names.length, entities: names.length, workspaces, ofType };
}

function noEntities() {
  return { count: 0, workspaces: new Set<string>() };
}
