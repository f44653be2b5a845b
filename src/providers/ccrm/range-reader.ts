import type { Call, CallOrder, TimeRange } from '../../domain/call.js';
import { isOutage, reportStaleAnswer } from '../../domain/stale.js';
import { callsWithin, judgePage, type Answer } from './history-page.js';
import type { KnownStretch } from './known-calls.js';
import type { LocalClock } from './local-clock.js';
import type { PageReader } from './page-reader.js';
import type { SharedCalls } from './shared-calls.js';
import {
  callsBetween,
  contains,
  endingAt,
  lengthOf,
  SECOND,
  startingAt,
  wholeSeconds,
  type Stretch,
} from './stretch.js';

/** What page 1 of a stretch told, with the calls of the part that it proves. */
export interface Reading {
  readonly answer: Answer;
  readonly known: KnownStretch | null;
}

/** How full a page is aimed at where a stretch must be made to fit one: room for what the estimate misses. */
const FILL = 0.7;
const GROWTH = 4;
const KNOWN_STRETCHES = 16;
/** How near to the horizon a stretch ends that goes on to it. */
const NOW_WITHIN = 120 * SECOND;
/** A stretch that must be made shorter than this to fit a page doesn't go on to the horizon. */
const SHORT = 600 * SECOND;

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
  /** Whether the provider has failed this operation: what was known before then stands in for more questions. */
  #outage = false;

  constructor(
    private readonly pages: PageReader,
    private readonly clock: LocalClock,
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
    let waitedFor: number | null = null;
    while (rest !== null) {
      const edge = newestFirst ? rest.last : rest.first;
      const known = this.#at(edge);
      if (known !== null) {
        const calls = callsBetween(rest, known.calls);
        if (calls.length > 0) yield newestFirst ? calls.toReversed() : calls;
        rest = newestFirst ? endingAt(rest, known.first - SECOND) : startingAt(rest, known.last + SECOND);
        continue;
      }
      // Waited for once: another operation's long walk has such a stretch under way until its end.
      const underway = waitedFor === edge ? undefined : this.#underwayAt(edge);
      if (underway !== undefined) {
        waitedFor = edge;
        await this.#askOrOutlast(underway, edge);
        continue;
      }
      const part = this.#unknownPart(rest, length, order);
      const stretch = length < SHORT ? part : this.#extended(part);
      const earlier = this.#answers.get(keyOf(stretch));
      // An earlier answer that reached the edge told calls that have been forgotten since.
      const isOfUse = earlier !== undefined && !reaches(earlier, edge);
      const answer = isOfUse ? earlier : await this.#askOrOutlast(stretch, edge);
      if (answer === null) continue;
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
    try {
      return await this.#countAsked(stretch);
    } catch (error) {
      this.#outage ||= isOutage(error);
      const stale = this.#within(stretch);
      if (stale === null) throw error;
      return stale.length;
    }
  }

  async #countAsked(stretch: Stretch): Promise<number | null> {
    const extended = this.#extended(stretch);
    const total = await this.#count(extended);
    const tail = startingAt(extended, stretch.last + SECOND);
    if (tail === null || total === null) return total;
    // Of the same answer: another one may have a call more, or less.
    const known = this.#ownAt(tail.first);
    if (known === undefined || known.last < tail.last) return this.#count(stretch);
    return total - callsBetween(tail, known.calls).length;
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

  /** What this operation has read around an instant, the latest of several. */
  #ownAt(instant: number): KnownStretch | undefined {
    return this.#known.findLast((stretch) => contains(stretch, instant));
  }

  /** What this operation has read, or what is fresh, around an instant; in an outage what was good once. */
  #at(instant: number): KnownStretch | null {
    const { known, workspace } = this.shared;
    const current = this.#ownAt(instant) ?? known?.at(instant) ?? null;
    if (current !== null || !this.#outage) return current;
    const stale = known?.staleAt(instant) ?? null;
    if (stale !== null) {
      const { ageSeconds } = stale;
      reportStaleAnswer(this.signal, { provider: 'ccrm', workspace, type: 'Call', ageSeconds });
    }
    return stale;
  }

  /** The calls of a stretch, oldest first; null where not all of it is known. */
  #within(stretch: Stretch): readonly Call[] | null {
    const calls: Call[] = [];
    for (let rest: Stretch | null = stretch; rest !== null;) {
      const known = this.#at(rest.first);
      if (known === null) return null;
      calls.push(...callsBetween(rest, known.calls));
      rest = startingAt(rest, known.last + SECOND);
    }
    return calls;
  }

  #underwayAt(instant: number): Stretch | undefined {
    return this.shared.underway.values().find((stretch) => contains(stretch, instant));
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

  /** Asks; null where the provider fails, but what is known of `edge` from before stands in for it. */
  async #askOrOutlast(stretch: Stretch, edge: number): Promise<Answer | null> {
    try {
      return await this.#ask(stretch);
    } catch (error) {
      this.#outage ||= isOutage(error);
      if (this.#at(edge) === null) throw error;
      return null;
    }
  }

  /** Asks, or joins whoever asks the same at the moment. */
  async #ask({ first, last }: Stretch): Promise<Answer> {
    const stretch = { first, last };
    const { flights, underway } = this.shared;
    const key = keyOf(stretch);
    // At once, so that who asks in the same moment finds it.
    if (!this.signal.aborted && !underway.has(key)) underway.set(key, stretch);
    const { answer, known } = await flights.join(key, this.signal, (signal) => {
      underway.set(key, stretch);
      return this.#read(stretch, signal).finally(() => {
        if (underway.get(key) === stretch) underway.delete(key);
      });
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
    const { known: kept } = this.shared;
    const asked = kept?.now() ?? 0;
    const dates = [this.clock.dateBefore(stretch.first), this.clock.dateAfter(stretch.last)] as const;
    const page = await this.pages.firstPage(stretch, dates, signal);
    const answer = judgePage(stretch, page, this.pages.pageSize);
    if (answer.known === null) return { answer, known: null };
    const known = { ...answer.known, calls: callsWithin(answer.known, page.calls) };
    kept?.add(known, asked);
    return { answer, known };
  }

  /** Milliseconds of the stretch to ask for next, so that its records fit one page. */
  #nextLength(stretch: Stretch, answer: Answer, reached: boolean): number {
    const length = lengthOf(stretch);
    const estimate = (length * FILL * this.pages.pageSize) / Math.max(answer.total ?? this.pages.pageSize, 1);
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
