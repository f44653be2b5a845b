import type { Call, CallOrder, TimeRange } from '../../domain/call.js';
import { callsWithin, isComplete, judgePage, type Answer, type Page } from './history-page.js';
import type { LocalClock } from './local-clock.js';
import { contains, endingAt, lengthOf, SECOND, startingAt, wholeSeconds, type Stretch } from './stretch.js';

export type ReadPage = (dateFrom: string, dateTo: string, page: number) => Promise<Page>;

/** A stretch of which every call is known; the calls oldest first, each once. */
interface KnownStretch extends Stretch {
  readonly calls: readonly Call[];
}

type Dates = readonly [dateFrom: string, dateTo: string];

interface Asked {
  readonly stretch: Stretch;
  readonly answer: Promise<Answer>;
}

/** How full a page is aimed at where a stretch must be made to fit one: room for what the estimate misses. */
const FILL = 0.7;
const GROWTH = 4;
const KNOWN_STRETCHES = 16;
const PAGES_OF_ONE_SECOND = 100;

/**
 * Reads ranges of the call history, whose sort order and bounds are not documented and whose pages
 * shift when records come or go. It therefore never trusts a page number: it asks for page 1 of a
 * stretch of time, takes what that page proves, and goes on from the next second. Lives as long as
 * one operation; what it knows is as old as that operation.
 */
export class RangeReader {
  readonly #known: KnownStretch[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #asked = new Map<string, Asked>();
  /** How the provider sorts, as the last page that was cut off showed it. */
  #order: Answer['order'] = null;

  /** `pageSize` is the documented one; where pages turn out to be smaller, it becomes theirs. */
  constructor(
    private readonly readPage: ReadPage,
    private readonly clock: LocalClock,
    private pageSize: number,
  ) {}

  /** The calls of a range in batches, in the asked order, each once. */
  async *walk(range: TimeRange, order: CallOrder): AsyncGenerator<readonly Call[], void, undefined> {
    const newestFirst = order === 'NEWEST_FIRST';
    let rest = wholeSeconds(range);
    let length = Infinity;
    while (rest !== null) {
      const edge = newestFirst ? rest.last : rest.first;
      const known = this.#known.find((stretch) => contains(stretch, edge));
      if (known !== undefined) {
        const calls = callsWithin(rest, known.calls);
        if (calls.length > 0) yield newestFirst ? calls.toReversed() : calls;
        rest = newestFirst ? endingAt(rest, known.first - SECOND) : startingAt(rest, known.last + SECOND);
        continue;
      }
      const underway = this.#asked.values().find(({ stretch }) => contains(stretch, edge));
      if (underway !== undefined) {
        await underway.answer;
        continue;
      }
      const stretch: Stretch = newestFirst
        ? { first: Math.max(rest.first, edge - length + SECOND), last: edge }
        : { first: edge, last: Math.min(rest.last, edge + length - SECOND) };
      const earlier = this.#answers.get(keyOf(stretch));
      // An earlier answer that reached the edge told calls that have been forgotten since.
      const answer = earlier === undefined || reaches(earlier, edge) ? await this.#ask(stretch) : earlier;
      const reached = reaches(answer, edge);
      length = reached && this.#order === order ? Infinity : this.#nextLength(stretch, answer, reached);
    }
  }

  /** How many calls a range holds; null where the provider doesn't tell. */
  async count(range: TimeRange): Promise<number | null> {
    const stretch = wholeSeconds(range);
    if (stretch === null) return 0;
    const { count, total, ...sides } = await this.#answer(stretch);
    if (count !== null || total === null) return count;
    // The provider may take its dates as inclusive, and then has counted calls beside the range.
    const { first, last } = stretch;
    const before = sides.before ?? (await this.#answer({ first, last: first })).before;
    const behind = sides.behind ?? (await this.#answer({ first: last, last })).behind;
    return before === null || behind === null ? null : total - before - behind;
  }

  #answer(stretch: Stretch): Promise<Answer> | Answer {
    return this.#answers.get(keyOf(stretch)) ?? this.#ask(stretch);
  }

  #ask(stretch: Stretch): Promise<Answer> {
    const key = keyOf(stretch);
    const underway = this.#asked.get(key);
    if (underway !== undefined) return underway.answer;
    const answer = this.#read(stretch).finally(() => this.#asked.delete(key));
    this.#asked.set(key, { stretch, answer });
    return answer;
  }

  async #read(stretch: Stretch): Promise<Answer> {
    const dates: Dates = [this.clock.dateBefore(stretch.first), this.clock.dateAfter(stretch.last)];
    const page = await this.#firstPage(stretch, dates);
    const answer = judgePage(stretch, page, this.pageSize);
    if (!isComplete(page, this.pageSize)) this.#order = answer.order ?? this.#order;
    this.#answers.set(keyOf(stretch), answer);
    if (answer.known !== null) {
      this.#known.push({ ...answer.known, calls: callsWithin(answer.known, page.calls) });
      if (this.#known.length > KNOWN_STRETCHES) this.#known.shift();
    }
    return answer;
  }

  /** Page 1; where it can't prove the one second that was asked for, all pages as one. */
  async #firstPage(stretch: Stretch, dates: Dates): Promise<Page> {
    let page = await this.readPage(...dates, 1);
    if (page.received < this.pageSize && !isComplete(page, this.pageSize)) {
      page = await this.#explainShortPage(dates, page);
    }
    const proved = stretch.first < stretch.last || judgePage(stretch, page, this.pageSize).known !== null;
    return proved ? page : this.#allPages(dates, page);
  }

  /** A page has fewer records than documented and than its total: the total is wrong, or pages are smaller. */
  async #explainShortPage(dates: Dates, page: Page): Promise<Page> {
    const seen = new Set(page.calls.map(({ uuid }) => uuid));
    const next = await this.readPage(...dates, 2);
    if (next.calls.every(({ uuid }) => seen.has(uuid))) return { ...page, total: page.received };
    this.pageSize = page.received;
    return page;
  }

  /**
   * Every page of one second, which can't be divided further; ends where a page brings nothing new.
   * Begins again where the total shows that a record came or went, which shifts what follows.
   */
  async #allPages(dates: Dates, first: Page, attempts = 3): Promise<Page> {
    const calls = new Map(first.calls.map((call) => [call.uuid, call]));
    for (let number = 2; number <= PAGES_OF_ONE_SECOND; number++) {
      const before = calls.size;
      const page = await this.readPage(...dates, number);
      if (page.total !== first.total && attempts > 1) {
        return this.#allPages(dates, await this.readPage(...dates, 1), attempts - 1);
      }
      for (const call of page.calls) calls.set(call.uuid, call);
      if (calls.size === before) break;
    }
    return { calls: [...calls.values()], received: calls.size, total: calls.size };
  }

  /** Milliseconds of the stretch to ask for next, so that its records fit one page. */
  #nextLength(stretch: Stretch, answer: Answer, reached: boolean): number {
    const length = lengthOf(stretch);
    const estimate = (length * FILL * this.pageSize) / Math.max(answer.total ?? this.pageSize, 1);
    const bounded = Math.min(estimate, reached ? GROWTH * length : length / 2);
    return Math.max(1, Math.floor(bounded / SECOND)) * SECOND;
  }
}

function reaches({ known }: Answer, instant: number): boolean {
  return known !== null && contains(known, instant);
}

function keyOf({ first, last }: Stretch): string {
  return `${String(first)}/${String(last)}`;
}
