import type { Call, CallOrder, TimeRange } from '../../../domain/call.js';
import type { Answer } from './page-evidence.js';
import type { KnownCalls } from '../known-calls.js';
import { countStretch } from './range-count.js';
import {
  callsBetween,
  contains,
  endingAt,
  lengthOf,
  SECOND,
  startingAt,
  wholeSeconds,
  type Interval,
} from './interval.js';
import type { IntervalReader } from './interval-reader.js';
import { WalkWindow } from './walk-window.js';

/** So many pages of a walk are planned together with others'; a long one then goes on by itself. */
const PLANNED_PAGES = 3;

/**
 * Reads ranges of the call history, whose sort order and bounds are not documented and whose pages
 * shift when records come or go. It therefore never trusts a page number: it asks for page 1 of a
 * interval of time, takes what that page proves, and goes on from the next second. Lives as long as
 * one operation.
 */
export class RangeReader {
  /** How the provider sorts, as the last page that was cut off showed it. */
  #order: Answer['order'] = null;

  /** `kept`: what operations share, null where that is nothing. */
  constructor(
    private readonly reader: IntervalReader,
    private readonly kept: KnownCalls | null,
  ) {}

  /** The calls of a range in batches, in the asked order, each once. */
  async *walk(range: TimeRange, order: CallOrder): AsyncGenerator<readonly Call[], void, undefined> {
    const { reader } = this;
    const newestFirst = order === 'NEWEST_FIRST';
    const window = new WalkWindow(order, reader);
    let rest = wholeSeconds(range);
    let pages = 0;
    let waitedFor: number | null = null;
    let lookedUp: number | null = null;
    while (rest !== null) {
      const edge = newestFirst ? rest.end : rest.start;
      const known = window.at(edge) ?? reader.at(edge, rest);
      if (known !== null) {
        const calls = callsBetween(rest, known.calls);
        if (calls.length > 0) yield newestFirst ? calls.toReversed() : calls;
        rest = newestFirst ? endingAt(rest, known.start - SECOND) : startingAt(rest, known.end + SECOND);
        window.gave(calls.length, rest);
        continue;
      }
      if (reader.elsewhere !== null && lookedUp !== edge) {
        lookedUp = edge;
        await reader.lookUp(edge);
        continue;
      }
      // Waited for once: another operation's long walk has such an interval under way until its end.
      const underway = waitedFor === edge ? undefined : reader.underwayAt(edge);
      if (underway !== undefined) {
        waitedFor = edge;
        this.#noteOrder(await reader.askOrOutlast(underway, edge));
        continue;
      }
      const interval = window.intervalOf(this.#unknownPart(rest, order), this.#isSorted);
      const earlier = reader.answered(interval);
      // An earlier answer that reached the edge told calls that have been forgotten since.
      const isOfUse = earlier !== undefined && !reaches(earlier, edge);
      const asked = isOfUse || pages++ >= PLANNED_PAGES ? interval : await reader.planned(interval);
      const answer = isOfUse ? earlier : await reader.askOrOutlast(asked, edge);
      if (answer === null) continue;
      this.#noteOrder(answer);
      // A page that was planned with others need not reach this walk's edge, even from a provider of the same order.
      const fits = reaches(answer, edge) || lengthOf(asked) > lengthOf(interval);
      const proved = answer.known === null ? undefined : reader.ownAt(answer.known.start);
      if (this.#order === order && fits) window.forget();
      else window.learn(asked, answer, proved, edge);
    }
  }

  /** How many calls a range holds; null where the provider doesn't tell. */
  async count(range: TimeRange): Promise<number | null> {
    const interval = wholeSeconds(range);
    return interval === null ? 0 : countStretch(this.reader, this.kept, interval);
  }

  get #isSorted(): boolean {
    return this.#order !== null && this.#order !== 'UNSORTED';
  }

  #noteOrder(answer: Answer | null): void {
    if (answer?.count === null) this.#order = answer.order ?? this.#order;
  }

  /** What is unknown of a range from its edge on. */
  #unknownPart({ start, end }: Interval, order: CallOrder): Interval {
    const { kept } = this;
    return order === 'NEWEST_FIRST'
      ? { start: Math.max(start, (kept?.endBelow(end) ?? -Infinity) + SECOND), end }
      : { start, end: Math.min(end, (kept?.beginAbove(start) ?? Infinity) - SECOND) };
  }
}

function reaches({ known }: Answer, instant: number): boolean {
  return known !== null && contains(known, instant);
}
