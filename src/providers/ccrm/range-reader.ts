import type { Call, CallOrder, TimeRange } from '../../domain/call.js';
import { callsWithin, isComplete, judgePage, type Answer, type Page } from './history-page.js';
import type { KnownStretch } from './known-calls.js';
import type { LocalClock } from './local-clock.js';
import type { SharedCalls } from './shared-calls.js';
import { contains, endingAt, lengthOf, SECOND, startingAt, wholeSeconds, type Stretch } from './stretch.js';

export type ReadPage = (dateFrom: string, dateTo: string, page: number, signal: AbortSignal) => Promise<Page>;

type Dates = readonly [dateFrom: string, dateTo: string];

/** What page 1 of a stretch told, with the calls of the part that it proves. */
export interface Reading {
  readonly answer: Answer;
  readonly known: KnownStretch | null;
}

/** How full a page is aimed at where a stretch must be made to fit one: room for what the estimate misses. */
const FILL = 0.7;
const GROWTH = 4;
const KNOWN_STRETCHES = 16;
const PAGES_OF_ONE_SECOND = 100;
/** How near to the horizon a stretch ends that goes on to it. */
const NOW_WITHIN = 60 * SECOND;

/**
 * Reads ranges of the call history, whose sort order and bounds are not documented and whose pages
 * shift when records come or go. It therefore never trusts a page number: it asks for page 1 of a
 * stretch of time, takes what that page proves, and goes on from the next second. Lives as long as
 * one operation, which asks for nothing twice; what is fresh and what is under way it shares.
 */
export class RangeReader {
  readonly #known: KnownStretch[] = [];
  readonly #answers = new Map<string, Answer>();
  readonly #horizon: number | null;
  /** How the provider sorts, as the last page that was cut off showed it. */
  #order: Answer['order'] = null;

  /** `pageSize` is the documented one; where pages turn out to be smaller, it becomes theirs. */
  constructor(
    private readonly readPage: ReadPage,
    private readonly clock: LocalClock,
    private pageSize: number,
    private readonly shared: SharedCalls,
    private readonly signal: AbortSignal,
  ) {
    this.#horizon = shared.known?.horizon() ?? null;
  }

  /** The calls of a range in batches, in the asked order, each once. */
  async *walk(range: TimeRange, order: CallOrder): AsyncGenerator<readonly Call[], void, undefined> {
    const newestFirst = order === 'NEWEST_FIRST';
    let rest = wholeSeconds(range);
    let length = Infinity;
    while (rest !== null) {
      const edge = newestFirst ? rest.last : rest.first;
      const known = this.#at(edge);
      if (known !== null) {
        const calls = callsWithin(rest, known.calls);
        if (calls.length > 0) yield newestFirst ? calls.toReversed() : calls;
        rest = newestFirst ? endingAt(rest, known.first - SECOND) : startingAt(rest, known.last + SECOND);
        continue;
      }
      const underway = this.shared.underway.values().find((stretch) => contains(stretch, edge));
      if (underway !== undefined) {
        await this.#ask(underway);
        continue;
      }
      const stretch = this.#extended(this.#unknownPart(rest, length, order));
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
    const known = this.#within(stretch);
    if (known !== null) return known.length;
    const extended = this.#extended(stretch);
    const total = await this.#count(extended);
    const tail = startingAt(extended, stretch.last + SECOND);
    if (tail === null || total === null) return total;
    const behind = this.#within(tail);
    return behind === null ? this.#count(stretch) : total - behind.length;
  }

  async #count(stretch: Stretch): Promise<number | null> {
    const { count, total, ...sides } = await this.#answer(stretch);
    if (count !== null || total === null) return count;
    // The provider may take its dates as inclusive, and then has counted calls beside the range.
    const { first, last } = stretch;
    const before = sides.before ?? (await this.#answer({ first, last: first })).before;
    const behind = sides.behind ?? (await this.#answer({ first: last, last })).behind;
    return before === null || behind === null ? null : total - before - behind;
  }

  /** What this operation has read, or what is fresh, around an instant. */
  #at(instant: number): KnownStretch | null {
    const own = this.#known.find((stretch) => contains(stretch, instant));
    return own ?? this.shared.known?.at(instant) ?? null;
  }

  /** The calls of a stretch, oldest first; null where not all of it is known. */
  #within(stretch: Stretch): readonly Call[] | null {
    const calls: Call[] = [];
    for (let rest: Stretch | null = stretch; rest !== null;) {
      const known = this.#at(rest.first);
      if (known === null) return null;
      calls.push(...callsWithin({ ...rest, last: Math.min(rest.last, known.last) }, known.calls));
      rest = startingAt(rest, known.last + SECOND);
    }
    return calls;
  }

  /** The part of a range to ask for: from its edge on, so long, and no further than what is known. */
  #unknownPart({ first, last }: Stretch, length: number, order: CallOrder): Stretch {
    const { known } = this.shared;
    if (order === 'NEWEST_FIRST') {
      return {
        first: Math.max(first, last - length + SECOND, (known?.endBelow(last) ?? -Infinity) + SECOND),
        last,
      };
    }
    return {
      first,
      last: Math.min(last, first + length - SECOND, (known?.beginAbove(first) ?? Infinity) - SECOND),
    };
  }

  /** A stretch that ends about now goes on to the horizon: whoever asks a moment later finds it known. */
  #extended(stretch: Stretch): Stretch {
    const horizon = this.#horizon;
    if (horizon === null || stretch.last >= horizon || stretch.last < horizon - NOW_WITHIN) return stretch;
    return { first: stretch.first, last: Math.floor(horizon / SECOND) * SECOND };
  }

  #answer(stretch: Stretch): Promise<Answer> | Answer {
    return this.#answers.get(keyOf(stretch)) ?? this.#ask(stretch);
  }

  /** Asks, or joins whoever asks the same at the moment. */
  async #ask(stretch: Stretch): Promise<Answer> {
    const { flights, underway } = this.shared;
    const key = keyOf(stretch);
    const { answer, known } = await flights.join(key, this.signal, (signal) => {
      underway.set(key, stretch);
      return this.#read(stretch, signal).finally(() => underway.delete(key));
    });
    if (answer.count === null) this.#order = answer.order ?? this.#order;
    this.#answers.set(key, answer);
    if (known !== null) {
      this.#known.push(known);
      if (this.#known.length > KNOWN_STRETCHES) this.#known.shift();
    }
    return answer;
  }

  async #read(stretch: Stretch, signal: AbortSignal): Promise<Reading> {
    const asked = Date.now();
    const dates: Dates = [this.clock.dateBefore(stretch.first), this.clock.dateAfter(stretch.last)];
    const page = await this.#firstPage(stretch, dates, signal);
    const answer = judgePage(stretch, page, this.pageSize);
    if (answer.known === null) return { answer, known: null };
    const known = { ...answer.known, calls: callsWithin(answer.known, page.calls) };
    this.shared.known?.add(known, asked);
    return { answer, known };
  }

  /** Page 1; where it can't prove the one second that was asked for, all pages as one. */
  async #firstPage(stretch: Stretch, dates: Dates, signal: AbortSignal): Promise<Page> {
    let page = await this.readPage(...dates, 1, signal);
    if (page.received < this.pageSize && !isComplete(page, this.pageSize)) {
      page = await this.#explainShortPage(dates, page, signal);
    }
    const proved = stretch.first < stretch.last || judgePage(stretch, page, this.pageSize).known !== null;
    return proved ? page : this.#allPages(dates, page, signal);
  }

  /** A page has fewer records than documented and than its total: the total is wrong, or pages are smaller. */
  async #explainShortPage(dates: Dates, page: Page, signal: AbortSignal): Promise<Page> {
    const seen = new Set(page.calls.map(({ uuid }) => uuid));
    const next = await this.readPage(...dates, 2, signal);
    if (next.calls.every(({ uuid }) => seen.has(uuid))) return { ...page, total: page.received };
    this.pageSize = page.received;
    return page;
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
