import type { ArchiveCoverage } from '../../domain/archive/call-archive.js';
import { DEFAULT_PAGE, MAX_PAGE } from '../relay/page.js';
import type { Charge } from './charge.js';
import type { Cardinality } from './cardinality.js';

/** A field at one position of an operation, whose cost is estimated. */
export interface FieldAt {
  /** As the resolver receives them. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly cardinality: Cardinality;
  readonly charge: Charge;
  readonly archives: Archives;
}

/** The archived part of a workspace's call history, which costs no requests; undefined without an archive. */
export type Archives = (workspace: string) => ArchiveCoverage | undefined;

/** Charges for a field and returns the cardinality of its value. */
export type FieldCost = (field: FieldAt) => Cardinality;

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
