import { LimitError } from '../../domain/operation/limit-error.js';
import { record } from '../../json/decode.js';
import { readEntityKey } from '../federation/entity-key.js';
import { DEFAULT_NOTES } from '../note/notes.args.js';
import { MAX_PAGE } from '../input/page-size.js';
import { pagesOfFind } from './call-pages.js';
import { inWorkspace, pageLength, type FieldAt, type FieldCost, type Cardinality } from './field-cost.js';
import { namedEntities, type EntityName } from './named-entities.js';

/** Requests per change: it is resent with a new token, and the client is read if the outcome is unknown. */
const REQUESTS_OF_CHANGE = 3;
/** The assumed number of notes per call. */
const NOTES_OF_A_CALL = 5;

/** The entity of a global id. */
export const byGlobalId: FieldCost = (field) => named('id', nameOfId, field);

/** The entities of a list of global ids. */
export const byGlobalIds: FieldCost = (field) => named('ids', nameOfId, field);

/** The entities of representations, as gateways send them. */
export const byRepresentations: FieldCost = (field) => named('representations', readEntityKey, field);

/** The entities of a list of keys; `key` is the key's field, and the argument its plural. */
export function byKeys(type: string, key: string): FieldCost {
  return (field) => named(`${key}s`, (value) => readEntityKey({ __typename: type, [key]: value }), field);
}

/** The call of a uuid. */
export const byUuid: FieldCost = (field) =>
  named('uuid', (uuid) => readEntityKey({ __typename: 'Call', uuid }), inWorkspace(field));

/** The workspace that a subscription is about. */
export function events(field: FieldAt): Cardinality {
  return inWorkspace(field).cardinality;
}

/** The caller's workspaces; they cause no requests. */
export function workspaces({ cardinality }: FieldAt): Cardinality {
  const count = cardinality.workspaces.length;
  return { objects: count, entities: count, workspaces: cardinality.workspaces };
}

/** The client of each workspace. */
export function client({ cardinality, charge }: FieldAt): Cardinality {
  charge.once('ringme', cardinality.workspaces);
  return {
    objects: cardinality.objects,
    entities: cardinality.workspaces.length,
    workspaces: cardinality.workspaces,
  };
}

/** An extension for each parent. */
export function extension({ cardinality: { objects, entities, workspaces }, charge }: FieldAt): Cardinality {
  charge.once('voicenter', workspaces);
  return { objects, entities, workspaces };
}

/** The extension of each agent. */
export function extensionOfAgent(field: FieldAt): Cardinality {
  return extension(ofAgents(field));
}

/** A page of the extensions of each parent. */
export function extensionsOfEach(field: FieldAt): Cardinality {
  const length = pageLength(field);
  const { objects, entities, workspaces } = extension(field);
  return { objects, entities: entities * length, workspaces, page: { length } };
}

/** Charges for the lookup of agents: parsing an agent's number may require the client's domain prefix. */
export function ofAgents(field: FieldAt): FieldAt {
  field.charge.once('voicenter', field.cardinality.workspaces);
  field.charge.once('ringme', field.cardinality.workspaces);
  return field;
}

/** The items of a page. */
export function pageItems({ cardinality }: FieldAt): Cardinality {
  const { objects, entities, workspaces, page } = cardinality;
  return { objects: objects * (page?.length ?? 1), entities, workspaces };
}

/** The notes of each call. */
export function notes({ cardinality, charge }: FieldAt): Cardinality {
  const { objects, entities, workspaces, notesRead = false } = cardinality;
  if (!notesRead) charge.requests('ccrm', entities);
  return {
    objects: objects * NOTES_OF_A_CALL,
    entities: entities * NOTES_OF_A_CALL,
    workspaces,
    calls: entities,
    callRead: true,
  };
}

/** A page of archived notes, with their calls: no requests. */
export function archivedNotes(field: FieldAt): Cardinality {
  const { objects, entities, workspaces } = inWorkspace(field).cardinality;
  const length = pageLength(field, DEFAULT_NOTES);
  return { objects, entities: entities * length, workspaces, page: { length } };
}

/** The notes of a page. */
export function noteItems(field: FieldAt): Cardinality {
  const items = pageItems(field);
  return { ...items, calls: items.entities, callRead: true };
}

/** The call of each note. */
export function callOfNote({ cardinality, charge }: FieldAt): Cardinality {
  const { objects, workspaces, calls = cardinality.entities, callRead = false } = cardinality;
  if (!callRead) charge.requests('ccrm', pagesOfFind(calls));
  return { objects, entities: calls, workspaces, notesRead: true };
}

/** A change of the client. */
export function updateClient(field: FieldAt): Cardinality {
  field.charge.requests('ringme', REQUESTS_OF_CHANGE);
  const { input } = field.args;
  return inWorkspace({ ...field, args: record(input) ?? {} }).cardinality;
}

/** The entities that an argument names, alone or in a list. LimitError if the list is longer than a page. */
function named(argument: string, nameOf: (item: unknown) => EntityName | null, field: FieldAt): Cardinality {
  const items = [field.args[argument]].flat();
  if (items.length > MAX_PAGE) {
    throw new LimitError(`${argument}: ${items.length} given; at most ${MAX_PAGE} are allowed.`);
  }
  const names = items.map(nameOf).filter((name) => name !== null);
  return namedEntities(names, field);
}

function nameOfId(id: unknown): EntityName | null {
  return typeof id === 'string' ? { id } : null;
}
