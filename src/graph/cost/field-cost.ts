import type { ArchiveCoverage } from '../../domain/archive/call-archive.js';
import { DEFAULT_PAGE, MAX_PAGE } from '../input/page-size.js';
import type { Charge } from './charge.js';
import { FREE, type Cardinality } from './cardinality.js';

export interface FieldAt {
  /** As the resolver receives them. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly cardinality: Cardinality;
  readonly charge: Charge;
  readonly archives: Archives;
}

/** The archived part of a workspace’s call history, which costs no requests; undefined without an archive. */
export type Archives = (workspace: string) => ArchiveCoverage | undefined;

/** Charges for a field and returns the cardinality of its value. */
export type FieldCost = (field: FieldAt) => Cardinality;

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
  return { objects, entities: entities * length, workspaces, page: { length, count: FREE } };
}

/** Charges for the lookup of agents: parsing an agent's number may require the client's domain prefix. */
export function ofAgents(field: FieldAt): FieldAt {
  field.charge.once('voicenter', field.cardinality.workspaces);
  field.charge.once('ringme', field.cardinality.workspaces);
  return field;
}

/** The named workspace, or the only one. */
export function inWorkspace(field: FieldAt): FieldAt {
  const { workspace } = field.args;
  const workspaces = typeof workspace === 'string' ? [workspace] : field.cardinality.workspaces.slice(0, 1);
  return { ...field, cardinality: { ...field.cardinality, workspaces } };
}

/** The maximum number of items of a page. */
export function pageLength({ args: { first } }: FieldAt, otherwise = DEFAULT_PAGE): number {
  return typeof first === 'number' ? Math.min(Math.max(first, 1), MAX_PAGE) : otherwise;
}
