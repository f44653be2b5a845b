import type { Call } from '../../../domain/call.js';
import { badResponse } from '../../../upstream/provider-errors.js';
import type { Page, PageEvidence } from './page-evidence.js';
import type { CompleteInterval } from './interval-reading.js';

/** One pass over all pages. */
interface Pass {
  readonly pages: readonly ReadonlySet<string>[];
  readonly calls: ReadonlyMap<string, Call>;
  /** The number of records on all of its pages. */
  readonly received: number;
  /** Whether a call was on two pages, so that another call may have been on none. */
  readonly overlaps: boolean;
  /** The total that all its responses agree on; null if they disagree. */
  readonly total: number | null;
}

const MAX_PAGES = 100;
const MAX_PASSES = 12;
/** If pages overlap, this many consecutive passes must find no new call. */
const QUIET_PASSES = 2;

/**
 * Every call of an interval that holds more than a page and can't be divided, each once, in no order. Reads all pages
 * repeatedly until two passes are alike and no call was on two pages; if pages overlap, until all passes together have
 * as many calls as a credible total. Once a total has matched, a pass with fewer records than its total proves nothing.
 * `first` is page 1, already read. UPSTREAM_BAD_RESPONSE if the pages keep contradicting each other.
 */
export async function readEveryPage(
  first: Page,
  readPage: (number: number) => Promise<Page>,
  evidence: PageEvidence,
): Promise<CompleteInterval> {
  let before: Pass | null = null;
  let union = new Map<string, Call>();
  let quiet = 0;
  for (let passes = 0; passes < MAX_PASSES; passes += 1) {
    const pass = await readPass(before === null ? first : await readPage(1), readPage, evidence);
    const isProof = !pass.overlaps && !isShort(pass, evidence);
    if (before !== null && !before.overlaps && isProof && areAlike(before, pass)) {
      // The first pass proves complete, whatever its total says.
      if (before.total !== null && before.total !== before.received) evidence.discreditTotals();
      return { isComplete: true, calls: [...before.calls.values()], received: before.received };
    }
    const isOfOtherTotal = before !== null && before.total !== pass.total;
    if (isOfOtherTotal || (pass.total !== null && union.size > pass.total)) union = new Map();
    const known = union.size;
    for (const [uuid, call] of pass.calls) union.set(uuid, call);
    quiet = union.size === known ? quiet + 1 : 0;
    if (evidence.areTotalsCredible && union.size === pass.total && quiet >= QUIET_PASSES) {
      return { isComplete: true, calls: [...union.values()], received: union.size };
    }
    before = pass;
  }
  throw badResponse('ccrm', 'ccrm’s pages of a time that can’t be divided contradict each other');
}

async function readPass(
  first: Page,
  readPage: (number: number) => Promise<Page>,
  evidence: PageEvidence,
): Promise<Pass> {
  const pages: ReadonlySet<string>[] = [];
  const calls = new Map<string, Call>();
  const totals = new Set([first.total]);
  let received = 0;
  let decoded = 0;
  let page = first;
  while (page.received > 0) {
    const known = calls.size;
    for (const call of page.calls) calls.set(call.uuid, call);
    pages.push(new Set(page.calls.map(({ uuid }) => uuid)));
    totals.add(page.total);
    received += page.received;
    decoded += page.calls.length;
    const isRepeated = page.calls.length > 0 && calls.size === known;
    const isLast = !evidence.couldBeCut(page.received) && (page.total ?? 0) <= received;
    if (isRepeated || isLast || pages.length === MAX_PAGES) break;
    page = await readPage(pages.length + 1);
  }
  const [total = null] = totals;
  return { pages, calls, received, overlaps: decoded > calls.size, total: totals.size === 1 ? total : null };
}

/** Whether a response of a pass may have lacked records. */
function isShort({ total, received }: Pass, evidence: PageEvidence): boolean {
  return evidence.areTotalsCredible && evidence.haveTotalsMatched && total !== null && received < total;
}

/** Whether two passes have the same pages. A single page may have grown, because no record can have moved up to it. */
function areAlike(one: Pass, other: Pass): boolean {
  const [page = new Set(), ...further] = one.pages;
  if (one.pages.length !== other.pages.length) return false;
  if (further.length === 0) return page.isSubsetOf(other.pages[0] ?? new Set());
  return (
    one.received === other.received &&
    one.pages.every((each, index) => each.symmetricDifference(other.pages[index] ?? new Set()).size === 0)
  );
}
