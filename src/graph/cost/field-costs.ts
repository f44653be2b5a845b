import { LimitError } from '../../domain/operation/limit-error.js';
import { readEntityKey } from '../federation/entity-key.js';
import { DEFAULT_NOTES } from '../note/notes.args.js';
import { MAX_PAGE } from '../relay/page.js';
import { pagesOfFind } from './call-pages.js';
import {
  client,
  extension,
  extensionPage,
  inWorkspace,
  ofAgents,
  pageLength,
  type FieldAt,
  type FieldCost,
} from './field-cost.js';
import { namedEntities, type EntityName } from './named-entities.js';
import { FREE, type Cardinality } from './cardinality.js';
import { callPage, isFiltered, statistics, totalCount } from './range-costs.js';

/** Requests per change: it is resent with a new token, and the client is read if the outcome is unknown. */
const REQUESTS_OF_CHANGE = 3;
/** The assumed number of notes per call. */
const NOTES_OF_A_CALL = 5;

/** The fields that cause requests to providers, or lead to such fields. Any other value is a part of its object. */
export const FIELD_COSTS: ReadonlyMap<string, FieldCost> = new Map([
  ['Query.node', ({ args, ...field }) => named(namesIn([args['id']], nameOfId), field)],
  ['Query.nodes', (field) => named(listed(field, 'ids', nameOfId), field)],
  ['Query._entities', (field) => named(listed(field, 'representations', readEntityKey), field)],
  [
    'Query._extensionsBySip',
    (field) =>
      named(
        listed(field, 'sips', (sip) => readEntityKey({ __typename: 'Extension', sip })),
        field,
      ),
  ],
  [
    'Query._clientsByClientId',
    (field) =>
      named(
        listed(field, 'clientIds', (clientId) => readEntityKey({ __typename: 'Client', clientId })),
        field,
      ),
  ],
  ['Query._callsById', (field) => named(listed(field, 'ids', nameOfId), field)],
  [
    'Query._callsByUuid',
    (field) =>
      named(
        listed(field, 'uuids', (uuid) => readEntityKey({ __typename: 'Call', uuid })),
        field,
      ),
  ],
  ['Query._notesById', (field) => named(listed(field, 'ids', nameOfId), field)],

  ['Query.workspaces', workspaces],
  ['PhoneWorkspace.client', client],
  ['Query.extensions', (field) => extensionPage(inWorkspace(field))],
  ['Query.extension', (field) => extension(inWorkspace(field))],
  ['Query.client', (field) => client(inWorkspace(field))],
  ['Query.clients', client],
  ['Query.calls', (field) => callPage(inWorkspace(field), isFiltered(field))],
  [
    'Query.call',
    (field) =>
      named(
        typeof field.args['uuid'] === 'string'
          ? [{ type: 'Call', uuid: field.args['uuid'], startedAt: null }]
          : [],
        inWorkspace(field),
      ),
  ],
  ['Query.notes', (field) => archivedNotes(inWorkspace(field))],
  ['Query.callStatistics', (field) => statistics(inWorkspace(field))],
  ['Mutation.updateClient', updateClient],
  ['Subscription.callAdded', (field) => inWorkspace(field).cardinality],
  ['Subscription.callChanged', (field) => inWorkspace(field).cardinality],

  ['Client.extensions', extensionPage],
  ['Client.calls', (field) => callPage(field, isFiltered(field))],
  ['Extension.client', client],
  ['Extension.calls', (field) => callPage(ofAgents(field), true)],
  ['Call.client', client],
  ['Call.extension', (field) => extension(ofAgents(field))],
  ['CallAgent.extension', (field) => extension(ofAgents(field))],
  ['CallParty.extension', (field) => extension(ofAgents(field))],
  ['Call.notes', notes],
  ['Note.call', callOfNote],

  ['CallStatistics.groups', pageItems],
  ['CallConnection.nodes', pageItems],
  ['CallConnection.edges', pageItems],
  ['CallConnection.totalCount', totalCount],
  ['NoteConnection.nodes', noteItems],
  ['NoteConnection.edges', noteItems],
  ['ExtensionConnection.nodes', pageItems],
  ['ExtensionConnection.edges', pageItems],
]);

/** The caller's workspaces; they cause no requests. */
function workspaces({ cardinality }: FieldAt): Cardinality {
  const count = cardinality.workspaces.length;
  return { objects: count, entities: count, workspaces: cardinality.workspaces };
}

function pageItems({ cardinality }: FieldAt): Cardinality {
  const { objects, entities, workspaces, page } = cardinality;
  return { objects: objects * (page?.length ?? 1), entities, workspaces };
}

function notes({ cardinality, charge }: FieldAt): Cardinality {
  const { objects, entities, workspaces, notesRead = false } = cardinality;
  if (!notesRead) charge.callRequests(entities);
  return {
    objects: objects * NOTES_OF_A_CALL,
    entities: entities * NOTES_OF_A_CALL,
    workspaces,
    calls: entities,
    callRead: true,
  };
}

/** A page of archived notes, with their calls: no requests. */
function archivedNotes(field: FieldAt): Cardinality {
  const { objects, entities, workspaces } = field.cardinality;
  const length = pageLength(field, DEFAULT_NOTES);
  return { objects, entities: entities * length, workspaces, page: { length, count: FREE } };
}

function noteItems(field: FieldAt): Cardinality {
  const items = pageItems(field);
  return { ...items, calls: items.entities, callRead: true };
}

function callOfNote({ cardinality, charge }: FieldAt): Cardinality {
  const { objects, workspaces, calls = cardinality.entities, callRead = false } = cardinality;
  if (!callRead) charge.callRequests(pagesOfFind(calls));
  return { objects, entities: calls, workspaces, notesRead: true };
}

function updateClient(field: FieldAt): Cardinality {
  field.charge.clientRequests(REQUESTS_OF_CHANGE);
  const { input } = field.args;
  const args = typeof input === 'object' && input !== null ? { ...input } : {};
  return inWorkspace({ ...field, args }).cardinality;
}

function named(
  names: readonly EntityName[],
  { cardinality, charge, archives }: Omit<FieldAt, 'args'>,
): Cardinality {
  return namedEntities(names, cardinality, charge, archives);
}

/** LimitError if the list is longer than a page. */
function listed(
  { args }: FieldAt,
  argument: string,
  nameOf: (item: unknown) => EntityName | null,
): readonly EntityName[] {
  const items: unknown = args[argument];
  if (!Array.isArray(items)) return [];
  if (items.length > MAX_PAGE) {
    throw new LimitError(`${argument}: ${items.length} are given, and ${MAX_PAGE} are allowed.`);
  }
  return namesIn(items, nameOf);
}

function namesIn(
  items: readonly unknown[],
  nameOf: (item: unknown) => EntityName | null,
): readonly EntityName[] {
  return items.map(nameOf).filter((name) => name !== null);
}

function nameOfId(id: unknown): EntityName | null {
  return typeof id === 'string' ? { id } : null;
}
