import type { Call, CallOrder, TimeRange } from '../../domain/call.js';
import {
  callsWithin,
  judgePage,
  type Answer,
  type KnownStretch,
  type Page,
  type Stretch,
} from './history-page.js';
import type { LocalClock } from './local-clock.js';

export type ReadPage = (dateFrom: string, dateTo: string, page: number) => Promise<Page>;

interface Asked {
  readonly stretch: Stretch;
  readonly answer: Promise<Answer>;
}

const SECOND = 1000;
/** How full a page is aimed at where a stretch must be made to fit one: room for what the estimate misses. */
const FILL = 0.7;
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

  constructor(
    private readonly readPage: ReadPage,
    private readonly clock: LocalClock,
    private readonly pageSize: number,
  ) {}

  /** The calls of a range in batches, in the asked order, each once. */
  async *walk(range: TimeRange, order: CallOrder): AsyncGenerator<readonly Call[], void, undefined> {
    let rest = wholeSeconds(range);
    let length = Infinity;
    while (rest !== null) {
      const edge = order === 'NEWEST_FIRST' ? rest.last : rest.first;
      const known = this.#known.find((stretch) => contains(stretch, edge));
      if (known !== undefined) {
        const calls = callsWithin(rest, known.calls);
        if (calls.length > 0) yield order === 'NEWEST_FIRST' ? calls.toReversed() : calls;
        rest = order === 'NEWEST_FIRST' ? upTo(rest, known.first - SECOND) : from(rest, known.last + SECOND);
        continue;
      }
      const underway = this.#asked.values().find(({ stretch }) => contains(stretch, edge));
      if (underway !== undefined) {
        await underway.answer;
        continue;
      }
      const stretch =
        order === 'NEWEST_FIRST' ? from(rest, rest.last - length) : upTo(rest, rest.first + length);
      if (stretch === null) return;
      const answer = await this.#answerFor(stretch, edge);
      const reached = answer.known !== null && contains(answer.known, edge);
      length = reached && answer.order === order ? Infinity : this.#nextLength(stretch, answer, reached);
    }
  }

  /** How many calls a range holds; null where the provider doesn't tell. */
  async count(range: TimeRange): Promise<number | null> {
    const stretch = wholeSeconds(range);
    if (stretch === null) return 0;
    const answer = await (this.#answers.get(keyOf(stretch)) ?? this.#ask(stretch));
    if (answer.known?.first === stretch.first && answer.known.last === stretch.last)
      return answer.known.calls.length;
    if (answer.total === null) return null;
    const before =
      answer.before ?? (await this.#countOutside(stretch.first, (call) => call.startedAt < stretch.first));
    const behind =
      answer.behind ?? (await this.#countOutside(stretch.last, (call) => call.startedAt > stretch.last));
    return before === null || behind === null ? null : answer.total - before - behind;
  }

  /** An answer of this operation, unless it is one that reached the edge and has been forgotten since. */
  async #answerFor(stretch: Stretch, edge: number): Promise<Answer> {
    const answer = this.#answers.get(keyOf(stretch));
    if (answer !== undefined && (answer.known === null || !contains(answer.known, edge))) return answer;
    return this.#ask(stretch);
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
    const dates = [this.clock.dateBefore(stretch.first), this.clock.dateAfter(stretch.last)] as const;
    const page = await this.readPage(...dates, 1);
    let answer = judgePage(stretch, page, this.pageSize);
    if (answer.known === null && stretch.first === stretch.last) {
      answer = judgePage(stretch, await this.#allPages(dates, page), Infinity);
    }
    this.#answers.set(keyOf(stretch), answer);
    if (answer.known !== null) {
      this.#known.push(answer.known);
      if (this.#known.length > KNOWN_STRETCHES) this.#known.shift();
    }
    return answer;
  }

  /** Every page of one second, which can't be divided further; ends where a page brings nothing new. */
  async #allPages(dates: readonly [string, string], first: Page): Promise<Page> {
    const calls = new Map(first.calls.map((call) => [call.uuid, call]));
    const pages = Math.min(PAGES_OF_ONE_SECOND, Math.ceil((first.total ?? Infinity) / this.pageSize) + 1);
    for (let number = 2; number <= pages; number++) {
      const before = calls.size;
      const page = await this.readPage(...dates, number);
      for (const call of page.calls) calls.set(call.uuid, call);
      if (calls.size === before) break;
    }
    return { calls: [...calls.values()], received: calls.size, total: calls.size };
  }

  /** Milliseconds of the stretch to ask for next, so that its records fit one page. */
  #nextLength(stretch: Stretch, answer: Answer, reached: boolean): number {
    const length = stretch.last - stretch.first;
    const estimate = (length * FILL * this.pageSize) / Math.max(answer.total ?? this.pageSize, 1);
    const bounded = Math.min(estimate, reached ? Math.max(4 * length, 4 * SECOND) : length / 2);
    return Math.floor(bounded / SECOND) * SECOND;
  }

  /** Counts calls beside a bound that the provider may have counted, as it may take its dates as inclusive. */
  async #countOutside(bound: number, outside: (call: Call) => boolean): Promise<number | null> {
    const page = await this.readPage(this.clock.dateBefore(bound), this.clock.dateAfter(bound), 1);
    return page.received < this.pageSize ? page.calls.filter(outside).length : null;
  }
}

/** Calls carry whole seconds; null for a range that holds none. */
function wholeSeconds(range: TimeRange): Stretch | null {
  const first = Math.ceil(range.from / SECOND) * SECOND;
  const last = Math.ceil(range.to / SECOND) * SECOND - SECOND;
  return first > last ? null : { first, last };
}

function from(stretch: Stretch, first: number): Stretch | null {
  return first > stretch.last ? null : { first: Math.max(first, stretch.first), last: stretch.last };
}

function upTo(stretch: Stretch, last: number): Stretch | null {
  return last < stretch.first ? null : { first: stretch.first, last: Math.min(last, stretch.last) };
}

function contains(stretch: Stretch, instant: number): boolean {
  return instant >= stretch.first && instant <= stretch.last;
}

function keyOf({ first, last }: Stretch): string {
  return `${String(first)}/${String(last)}`;
}
