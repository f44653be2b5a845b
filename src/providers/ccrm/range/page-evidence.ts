import type { OperationScope } from '../../../domain/operation/operation-scope.js';
import type { Call } from '../../../domain/call.js';
import { PAGE_SIZE } from '../api.js';

export interface Page {
  /** The calls that could be decoded, in the provider's order. */
  readonly calls: readonly Call[];
  /** Records on the page, undecodable ones included. */
  readonly received: number;
  /** `totalCount` of the response: records on all pages; null if missing. */
  readonly total: number | null;
}

/** Reads one page (from 1) of the records between two dates. */
export type ReadPage = (
  dateFrom: string,
  dateTo: string,
  page: number,
  scope: OperationScope,
) => Promise<Page>;

/** Whether page 1 holds every record of its dates. If UNDECIDED, page 2 shows it. */
export type Verdict = 'COMPLETE' | 'INCOMPLETE' | 'UNDECIDED';

/** Totals count as wrong if empty pages of this many different dates had a total above 0. */
const MAX_CONTRADICTIONS = 3;
/** No provider cuts pages shorter than this. */
const SHORTEST_PAGE = 10;

/** What one account's responses have shown about its pages and totals. Lives as long as the process. */
export class PageEvidence {
  #longest = 0;
  /** The shortest page that is known to have been followed by another one. */
  #cut: number | null = null;
  /** Whether totals may be used to estimate: false once one has been wrong. */
  areTotalsCredible = true;
  /** The largest total of several pages that was right; 0 if none was. */
  #proved = 0;
  /**
   * Whether the total of a non-empty page has ever equalled its records, so that a response with fewer records than its
   * total may be incomplete. Unlike `areTotalsRight`, says nothing about totals of several pages.
   */
  haveTotalsMatched = false;
  /** The dates of empty pages with a total above 0 since a total last matched. */
  readonly #contradictedAt = new Set<string>();

  /** Records on a full page: as documented, until a page of another length was followed by a second one. */
  get pageSize(): number {
    return this.#cut ?? PAGE_SIZE;
  }

  /** Whether the total of several pages has been right, and none has been wrong. */
  get areTotalsRight(): boolean {
    return this.#proved > 0 && this.areTotalsCredible;
  }

  /** Whether a total may be reported: if one that was right is at least as large, because totals may be capped. */
  provesTotal(total: number): boolean {
    return this.areTotalsRight && total <= this.#proved;
  }

  /** Records a response. Returns the page, without its total if this account's totals aren't credible. */
  accept(page: Page): Page {
    this.#longest = Math.max(this.#longest, page.received);
    const { received, total } = page;
    if (total !== null && total < received) this.discreditTotals();
    if (received > 0 && total === received) {
      this.haveTotalsMatched = true;
      this.#contradictedAt.clear();
    }
    return this.areTotalsCredible ? page : { ...page, total: null };
  }

  verdictOf({ received, total }: Page): Verdict {
    if (total !== null && total > received) return received === this.pageSize ? 'INCOMPLETE' : 'UNDECIDED';
    if (!this.couldBeCut(received)) return 'COMPLETE';
    return received === this.pageSize && total === null ? 'INCOMPLETE' : 'UNDECIDED';
  }

  /** Whether a page of this many records may have been cut off. */
  couldBeCut(received: number): boolean {
    if (this.#cut !== null) return received >= this.#cut;
    return received === PAGE_SIZE || (received >= this.#longest && isPageSize(received));
  }

  /**
   * Records that the page of these dates stays empty although its total isn't 0. Discredits totals if they have never
   * matched, or if this has happened for several dates since they last matched.
   */
  noteEmptyPage(dates: string): void {
    this.#contradictedAt.add(dates);
    const isUsual = this.#contradictedAt.size >= MAX_CONTRADICTIONS;
    if (isUsual || !this.haveTotalsMatched) this.discreditTotals();
  }

  /** Records that a page of this many records was followed by another one. */
  noteCut(received: number): void {
    this.#cut = Math.min(this.#cut ?? received, received);
  }

  /** Records that this total of more than one page was right. */
  confirmTotal(total: number): void {
    this.#proved = Math.max(this.#proved, total);
  }

  /** Records that a total was wrong; totals are ignored from now on. */
  discreditTotals(): void {
    this.areTotalsCredible = false;
  }
}

/** Page sizes are multiples of ten or powers of two. */
function isPageSize(records: number): boolean {
  return records >= SHORTEST_PAGE && (records % 10 === 0 || Number.isInteger(Math.log2(records)));
}
