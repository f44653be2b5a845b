import { UpstreamError } from '../../../domain/upstream-error.js';
import { isComplete, judgePage, type Page } from './page-evidence.js';
import { FILL, lengthOf, SECOND, type Interval } from './interval.js';

export type ReadPage = (dateFrom: string, dateTo: string, page: number, signal: AbortSignal) => Promise<Page>;

/** The dates that are sent for an interval. */
export type Dates = readonly [dateFrom: string, dateTo: string];

const PAGES_OF_ONE_SECOND = 100;
/** A second that fills a page is read with those beside it: asked for by themselves they would show it again. */
const CROWD = 3 * SECOND;

/** Reads pages of one workspace's call history, and finds out how many records and how much time one holds. */
export class PageReader {
  #pageSize: number;
  #span = Infinity;
  /** A total that turned out to be wrong, as nothing follows: said again it isn't looked into again. */
  #wrongTotal: number | null = null;

  /** `pageSize` is the documented one. */
  constructor(
    private readonly readPage: ReadPage,
    pageSize: number,
  ) {
    this.#pageSize = pageSize;
  }

  /** Records on a full page: as many as documented, or fewer where pages turned out to be smaller. */
  get pageSize(): number {
    return this.#pageSize;
  }

  /** Milliseconds of an interval whose calls are expected to fit a page; Infinity until a page was cut off. */
  get span(): number {
    return this.#span;
  }

  /**
   * Page 1; where it can't prove the one second that was asked for, or a crowded one with its neighbours, all pages as
   * one. UPSTREAM_BAD_RESPONSE where it is of other dates, and not all there is: asking for shorter intervals would
   * bring the same page again.
   */
  async firstPage(interval: Interval, dates: Dates, signal: AbortSignal): Promise<Page> {
    const page = await this.#provingPage(interval, dates, signal);
    const length = lengthOf(interval);
    this.#span = isComplete(page, this.pageSize)
      ? Math.max(this.#span, length)
      : (length * FILL * this.pageSize) / Math.max(page.total ?? 0, this.pageSize);
    return page;
  }

  async #provingPage(interval: Interval, dates: Dates, signal: AbortSignal): Promise<Page> {
    let page = await this.readPage(...dates, 1, signal);
    if (page.total === this.#wrongTotal) page = { ...page, total: null };
    if (isOfOtherDates(page, dates) && !isComplete(page, this.pageSize)) throw otherDates();
    this.#pageSize = Math.max(this.#pageSize, page.received);
    if (page.received < this.pageSize && !isComplete(page, this.pageSize)) {
      page = await this.#explainShortPage(dates, page, signal);
    }
    const { known, crowded } = judgePage(interval, page, this.pageSize);
    const isLeast = lengthOf(interval) <= (crowded === null ? SECOND : CROWD);
    return known === null && isLeast ? this.#allPages(dates, page, signal) : page;
  }

  /**
   * A page has fewer records than documented and than its total: the total is wrong, or pages are smaller. Begins
   * again where the total shows that records went meanwhile, as those of page 2 may have moved to page 1.
   */
  async #explainShortPage(dates: Dates, page: Page, signal: AbortSignal, attempts = 3): Promise<Page> {
    const seen = new Set(page.calls.map(({ uuid }) => uuid));
    const next = await this.readPage(...dates, 2, signal);
    if (next.calls.some(({ uuid }) => !seen.has(uuid))) {
      this.#pageSize = page.received;
      return page;
    }
    if (next.total === page.total && next.received === 0) this.#wrongTotal = page.total;
    if (next.total === page.total || attempts === 1) return { ...page, total: page.received };
    const again = await this.readPage(...dates, 1, signal);
    const isShort = again.received < this.pageSize && !isComplete(again, this.pageSize);
    return isShort ? this.#explainShortPage(dates, again, signal, attempts - 1) : again;
  }

  /**
   * Every page of one second, which can't be divided further; ends where a page brings nothing new.
   * Begins again where the total shows that a record came or went, which shifts what follows.
   */
  async #allPages(dates: Dates, first: Page, signal: AbortSignal, attempts = 3): Promise<Page> {
    const calls = new Map(first.calls.map((call) => [call.uuid, call]));
    for (let number = 2; number <= PAGES_OF_ONE_SECOND; number++) {
      const before = calls.size;
      const page = await this.readPage(...dates, number, signal);
      if (page.total !== first.total && attempts > 1) {
        return this.#allPages(dates, await this.readPage(...dates, 1, signal), signal, attempts - 1);
      }
      for (const call of page.calls) calls.set(call.uuid, call);
      if (calls.size === before) break;
    }
    return { calls: [...calls.values()], received: calls.size, total: calls.size };
  }
}

/** Most of its calls: a few may be, in the night in which an hour repeats. */
function isOfOtherDates({ calls }: Page, [from, to]: Dates): boolean {
  const others = calls.filter(({ localDate }) => localDate < from || localDate > to);
  return others.length > calls.length / 2;
}

function otherDates(): UpstreamError {
  return new UpstreamError(
    'ccrm',
    'UPSTREAM_BAD_RESPONSE',
    'ccrm answered for other dates than it was asked for',
  );
}
