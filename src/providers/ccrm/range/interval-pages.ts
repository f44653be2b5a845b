import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import type { Call } from '../../../domain/call.js';
import { badResponse } from '../../../upstream/provider-errors.js';
import { lengthOf, SECOND, type Interval } from '../../../domain/interval.js';
import type { CallRhythm } from './call-rhythm.js';
import { PageEvidence, type Page, type ReadPage } from './page-evidence.js';
import type { IntervalEvidence } from './interval-reading.js';
import { readEveryPage } from './saturated-second.js';

/** The dates that are sent for an interval. */
export type Dates = readonly [dateFrom: string, dateTo: string];

/** Reads one page (from 1) of an interval. */
type ReadNumber = (page: number) => Promise<Page>;

/** How full a page should be if several intervals share it. */
const PLANNED_FILL = 0.9;
/** The maximum number of times that page 1 is read while page 2 doesn't show whether the interval is complete. */
const MAX_ROUNDS = 3;

/** Reads intervals of one account's call history, and learns how the account pages. */
export class IntervalPages {
  readonly evidence = new PageEvidence();
  /** What the last walk of at least a week has learnt, and the edge at which the next one may continue it. */
  walked: { readonly rhythm: CallRhythm; readonly edge: number } | null = null;
  /** The length of an interval that is expected to fit a page, in milliseconds; Infinity until one was incomplete. */
  span = Infinity;

  constructor(private readonly readPage: ReadPage) {}

  /**
   * Reads page 1; page 2 if page 1 doesn't show whether the interval is complete; and every page of a second, or of an
   * `isUndivided` interval, that holds more than one. UPSTREAM_BAD_RESPONSE if the provider returns calls of other
   * dates, or contradicts itself.
   */
  async read(
    interval: Interval,
    dates: Dates,
    scope: OperationScope,
    beforeRequest: () => void,
    isUndivided = false,
  ): Promise<IntervalEvidence> {
    const readNumber: ReadNumber = async (number) => {
      beforeRequest();
      const page = await this.readPage(...dates, number, scope);
      return number === 1 ? this.evidence.accept(page) : page;
    };
    const page = await this.#firstPage(dates, readNumber);
    const length = lengthOf(interval);
    if (page.isComplete) {
      this.span = Math.max(this.span, length);
      return { isComplete: true, calls: page.calls, received: page.received };
    }
    const { received, total } = page;
    const saturated = saturatedSecond(page.calls);
    // A saturated second is read together with its neighbours, whose requests would return it again.
    if (isUndivided || length <= (saturated === null ? SECOND : 3 * SECOND)) {
      return readEveryPage(page, readNumber, this.evidence);
    }
    const { pageSize } = this.evidence;
    this.span = (length * PLANNED_FILL * pageSize) / Math.max(total ?? 2 * pageSize, pageSize);
    return { isComplete: false, received, total, saturated };
  }

  async #firstPage(dates: Dates, read: ReadNumber): Promise<Page & { readonly isComplete: boolean }> {
    const { evidence } = this;
    /** A page 1 that was followed by a page 2 without new records. */
    let whole: Page | null = null;
    let isDoubted = false;
    for (let round = 1; ; round += 1) {
      const page = await this.#pageOne(dates, read);
      const verdict = evidence.verdictOf(page);
      expectDates(page, dates, verdict === 'COMPLETE' ? page.calls.length - 1 : page.calls.length / 2);
      // No record of page 1 has disappeared meanwhile, so none of page 2 has moved up to it.
      if (whole !== null && hasAllOf(page, whole)) return { ...whole, isComplete: true };
      if (verdict !== 'UNDECIDED') return { ...page, isComplete: verdict === 'COMPLETE' };
      const next = await read(2);
      expectDates(next, dates, next.calls.length / 2);
      const hasMore = isNews(next, page);
      if (hasMore) this.#noteCut(page, next);
      const couldBeCut = evidence.couldBeCut(page.received);
      if (hasMore || (couldBeCut && next.received > 0)) return { ...page, isComplete: false };
      if (round === MAX_ROUNDS) return { ...page, isComplete: !couldBeCut };
      const countsMore = page.total !== null && page.total > page.received && page.total === next.total;
      // Totals that matched before may be right now, and one of the responses may lack records.
      if (countsMore && !isDoubted && evidence.haveTotalsMatched) {
        isDoubted = true;
        continue;
      }
      whole = page;
      // The same total twice: nothing has changed, so the total counts records that don't exist.
      if (countsMore) {
        evidence.discreditTotals();
        if (!couldBeCut) return { ...page, isComplete: true };
      }
    }
  }

  /**
   * Page 1. If it is empty although its total isn't 0, reads page 2 and page 1 again. UPSTREAM_BAD_RESPONSE if it stays
   * empty, unless page 2 is empty, too, and totals are discredited.
   */
  async #pageOne(dates: Dates, read: ReadNumber): Promise<Page> {
    const page = await read(1);
    if (!countsWhatIsNotThere(page)) return page;
    const next = await read(2);
    const again = await read(1);
    if (!countsWhatIsNotThere(again)) return again;
    if (next.received === 0) this.evidence.noteEmptyPage(dates.join());
    if (next.received > 0 || this.evidence.areTotalsCredible) {
      throw badResponse('ccrm', 'ccrm returned an empty page although its total is not 0');
    }
    return { ...again, total: null };
  }

  #noteCut(page: Page, next: Page): void {
    this.evidence.noteCut(page.received);
    if (page.total === page.received && next.total === page.total) this.evidence.discreditTotals();
  }
}

function countsWhatIsNotThere({ received, total }: Page): boolean {
  return received === 0 && total !== null && total > 0;
}

/** Whether page 2 has records that page 1 lacks, or only unreadable ones. */
function isNews(next: Page, page: Page): boolean {
  const seen = new Set(page.calls.map(({ uuid }) => uuid));
  const isUnreadable = next.received > 0 && next.calls.length === 0;
  return isUnreadable || next.calls.some(({ uuid }) => !seen.has(uuid));
}

function hasAllOf(later: Page, page: Page): boolean {
  const uuids = new Set(later.calls.map(({ uuid }) => uuid));
  return later.received >= page.received && page.calls.every(({ uuid }) => uuids.has(uuid));
}

/** The second that holds more than half of the calls; null if there is none. */
function saturatedSecond(calls: readonly Call[]): number | null {
  const counts = new Map<number, number>();
  for (const { startedAt } of calls) counts.set(startedAt, (counts.get(startedAt) ?? 0) + 1);
  for (const [second, count] of counts) if (count > calls.length / 2) return second;
  return null;
}

/**
 * UPSTREAM_BAD_RESPONSE if more than `most` calls have other dates. A few may in the night of a repeated hour; on a
 * complete page, all but one may.
 */
function expectDates({ calls }: Page, [from, to]: Dates, most: number): void {
  const others = calls.filter(({ localDate }) => localDate < from || localDate > to);
  if (others.length > 0 && others.length > most) {
    throw badResponse('ccrm', 'ccrm returned calls of dates that were not requested');
  }
}
