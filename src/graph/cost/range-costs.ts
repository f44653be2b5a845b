import type { TimeRange } from '../../domain/call.js';
import { DAY, HOUR, type Interval } from '../../domain/interval.js';
import { criteriaOf, isIndexed } from '../call/call-criteria.js';
import { isTooLong, withDefaults } from '../call/call-range.js';
import { MAX_PAGE } from '../input/page-size.js';
import { costOfCount, costOfWalk, type RangeCost } from './call-pages.js';
import { extension, ofAgents } from './entity-costs.js';
import { inWorkspace, pageLength, type Cardinality, type FieldAt } from './field-cost.js';

const FREE: RangeCost = { pages: 0, scannedCalls: 0 };
/** The number of directions, and of outcomes. */
const STATISTICS_VALUES = 4;

/** A page of the calls of each parent. */
export function callsOfEach(field: FieldAt): Cardinality {
  return pageOf(field, criteriaOf(field.args['filter']) !== null);
}

/** A page of the calls of each extension. */
export function callsOfExtension(field: FieldAt): Cardinality {
  return pageOf(ofAgents(field), true);
}

/** `isSearched`: only some calls of the range are wanted. */
function pageOf(field: FieldAt, isSearched: boolean): Cardinality {
  const { objects, entities, workspaces } = field.cardinality;
  const length = pageLength(field);
  const cost = ofWorkspaces(field, (range) => costOfWalk(range, isSearched ? Infinity : length));
  chargeRange(field, cost);
  const page = { length, costOfCount: () => ofWorkspaces(field, (range) => costOfCount(range, isSearched)) };
  return { objects, entities: entities * length, workspaces, page };
}

/** The statistics of a workspace's range. Free if it is too long, because execution rejects the field. */
export function statistics(given: FieldAt): Cardinality {
  const field = inWorkspace(given);
  const { groupBy, from, to } = field.args;
  const { objects, entities, workspaces } =
    groupBy === 'EXTENSION' ? extension(ofAgents(field)) : field.cardinality;
  const [workspace = ''] = field.cardinality.workspaces;
  const range = rangeOf(field, workspace);
  if (isTooLong(range, groupBy)) return { objects, entities, workspaces, page: { length: 0 } };
  const cost = ofWorkspaces(field, (each) => costOfWalk(each, Infinity));
  chargeRange(field, cost, isInStep(field, workspace) ? JSON.stringify([workspace, from, to]) : null);
  return { objects, entities, workspaces, page: { length: groupsOf(groupBy, range) } };
}

/**
 * Whether these statistics read each page at the same time as others of the same range, and can therefore share it. If
 * they wait for extensions or the archive, they can't: an operation doesn't cache all pages of a long range.
 */
function isInStep({ args: { groupBy }, archives }: FieldAt, workspace: string): boolean {
  return groupBy !== 'EXTENSION' && archives(workspace) === undefined;
}

function groupsOf(groupBy: unknown, { from, to }: TimeRange): number {
  if (groupBy === 'HOUR') return Math.ceil((to - from) / HOUR) + 1;
  if (groupBy === 'DAY') return Math.ceil((to - from) / DAY) + 1;
  return groupBy === 'EXTENSION' ? MAX_PAGE : STATISTICS_VALUES;
}

/** The count of a connection's whole range. */
export function totalCount(field: FieldAt): Cardinality {
  chargeRange(field, field.cardinality.page?.costOfCount?.() ?? FREE);
  return field.cardinality;
}

/**
 * Charges for a range once per workspace: a field has the same arguments for every parent. Fields with the same `key`
 * share the charge; with null, a field shares it with none.
 */
function chargeRange(
  { cardinality, charge }: FieldAt,
  { pages, scannedCalls }: RangeCost,
  key: string | null = null,
): void {
  if (key === null) charge.requests('ccrm', pages);
  else charge.once('ccrm', [key], pages);
  charge.scannedCalls(cardinality.objects * scannedCalls);
}

/** The cost of a range: the pages of all workspaces that aren't archived, and the maximum of calls scanned in one. */
function ofWorkspaces(field: FieldAt, costOf: (range: TimeRange) => RangeCost): RangeCost {
  return field.cardinality.workspaces.reduce((sum, workspace) => {
    const range = rangeOf(field, workspace);
    const live = liveLength(range, field.archives(workspace)?.intervals() ?? []);
    const { pages } = live === 0 ? FREE : costOf({ from: 0, to: live });
    // An index finds the calls of one number, person or flag in the archive.
    const isFoundByKey = isIndexed(criteriaOf(field.args['filter']));
    const { scannedCalls } = costOf(isFoundByKey ? { from: 0, to: live } : range);
    return { pages: sum.pages + pages, scannedCalls: Math.max(sum.scannedCalls, scannedCalls) };
  }, FREE);
}

/**
 * The milliseconds of a range that must be read live: the unarchived part, and about the last hour of the archived one.
 */
function liveLength({ from, to }: TimeRange, archived: readonly Interval[]): number {
  const past = archived.map(({ start, end }) => ({ start, end: Math.floor(end / HOUR) * HOUR - HOUR }));
  return past.reduce(
    (live, { start, end }) => live - Math.max(0, Math.min(to, end) - Math.max(from, start)),
    to - from,
  );
}

/** The field's range; empty if it ends before it starts, because execution rejects the field. */
function rangeOf({ args: { from, to }, archives }: FieldAt, workspace = ''): TimeRange {
  const range = withDefaults({ from: instantOf(from), to: instantOf(to) }, archives(workspace));
  return range.from < range.to ? range : { from: 0, to: 0 };
}

function instantOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
