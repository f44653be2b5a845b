import { DEFAULT_PAGE, MAX_PAGE } from '../relay/page.js';
import type { Charge } from './charge.js';
import { FREE, type Place } from './cardinality.js';

export interface FieldAt {
  /** As resolvers get them. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly place: Place;
  readonly charge: Charge;
}

/** Charges what a field costs, and says what its value leads to. */
export type FieldCost = (field: FieldAt) => Place;

/** The client of each workspace. */
export function client({ place, charge }: FieldAt): Place {
  charge.client(place.workspaces);
  return { objects: place.objects, entities: place.workspaces.length, workspaces: place.workspaces };
}

/** An extension for each parent. */
export function extension({ place: { objects, entities, workspaces }, charge }: FieldAt): Place {
  charge.extensions(workspaces);
  return { objects, entities, workspaces };
}

/** A page of the extensions of each parent. */
export function extensionPage(field: FieldAt): Place {
  const length = pageLength(field);
  const { objects, entities, workspaces } = extension(field);
  return { objects, entities: entities * length, workspaces, page: { length, count: FREE } };
}

/** An agent's number may need the client's domain prefix to be understood. */
export function ofAgents(field: FieldAt): FieldAt {
  field.charge.extensions(field.place.workspaces);
  field.charge.client(field.place.workspaces);
  return field;
}

/** The named workspace, or the only one. */
export function inWorkspace(field: FieldAt): FieldAt {
  const { workspace } = field.args;
  const workspaces = typeof workspace === 'string' ? [workspace] : field.place.workspaces.slice(0, 1);
  return { ...field, place: { ...field.place, workspaces } };
}

/** How many items a page has at most. */
export function pageLength({ args: { first } }: FieldAt): number {
  return typeof first === 'number' ? Math.min(Math.max(first, 1), MAX_PAGE) : DEFAULT_PAGE;
}
