import type { TimeRange } from '../../domain/call.js';
import { isNarrowing } from '../call/narrowing-filter.js';
import { MAX_PAGE } from '../relay/page.js';
import { costOfCount, costOfWalk, type RangeCost } from './call-pages.js';
import { extension, ofAgents, pageLength, type FieldAt } from './field-cost.js';
import { FREE, type Cardinality } from './cardinality.js';

const HOUR = 3_600_000;
/** Directions and outcomes that there are. */
const STATISTICS_VALUES = 4;

/** A page of the calls of each parent; `isSearched`: where not all calls of the range are wanted. */
export function callPage(field: FieldAt, isSearched: boolean): Cardinality {
  const { objects, entities, workspaces } = field.cardinality;
  const length = pageLength(field);
  const range = rangeOf(field);
  chargeRange(field, costOfWalk(range, isSearched ? Infinity : length));
  const count = costOfCount(range, isSearched);
  return { objects, entities: entities * length, workspaces, page: { length, count } };
}

/** The statistics of a range. */
export function statistics(field: FieldAt): Cardinality {
  const { groupBy } = field.args;
  const { objects, entities, workspaces } =
    groupBy === 'EXTENSION' ? extension(ofAgents(field)) : field.cardinality;
  const range = rangeOf(field);
  chargeRange(field, costOfWalk(range, Infinity));
  return { objects, entities, workspaces, page: { length: groupsOf(groupBy, range), count: FREE } };
}

function groupsOf(groupBy: unknown, { from, to }: TimeRange): number {
  if (groupBy === 'HOUR') return Math.ceil((to - from) / HOUR) + 1;
  if (groupBy === 'DAY') return Math.ceil((to - from) / (24 * HOUR)) + 1;
  return groupBy === 'EXTENSION' ? MAX_PAGE : STATISTICS_VALUES;
}

/** The count of a connection's whole range. */
export function totalCount(field: FieldAt): Cardinality {
  chargeRange(field, field.cardinality.page?.count ?? FREE);
  return field.cardinality;
}

/** The arguments are the same wherever a field stands, so that a workspace's pages are asked for once. */
function chargeRange({ cardinality, charge }: FieldAt, { pages, scannedCalls }: RangeCost): void {
  charge.ccrm(cardinality.workspaces.length * pages);
  charge.scannedCalls(cardinality.objects * scannedCalls);
}

/** One that runs backwards is refused later, when the field is executed. */
function rangeOf({ args: { from, to } }: FieldAt): TimeRange {
  return typeof from === 'number' && typeof to === 'number' && from < to ? { from, to } : { from: 0, to: 0 };
}

/** Calls that a filter leaves out are read all the same. */
export function isFiltered({ args: { filter } }: FieldAt): boolean {
  return isNarrowing(filter);
}
