import type { Call, CallOrder, TimeRange } from '../../domain/call.js';
import type { Answer } from './history-page.js';
import type { KnownCalls } from './known-calls.js';
import { countStretch } from './range-count.js';
import {
  callsBetween,
  contains,
  endingAt,
  FILL,
  lengthOf,
  SECOND,
  startingAt,
  wholeSeconds,
  type Stretch,
} from './stretch.js';
import type { StretchReader } from './stretch-reader.js';

const GROWTH = 4;
/** A stretch that must be made shorter than this to fit a page doesn't go on to the horizon. */
const SHORT = 600 * SECOND;
/** So many pages of a walk are planned together with others'; a long one then goes on by itself. */
const PLANNED_PAGES = 3;

/**
 * Reads ranges of the call history, whose sort order and bounds are not documented and whose pages
 * shift when records come or go. It therefore never trusts a page number: it asks for page 1 of a
 * stretch of time, takes what that page proves, and goes on from the next second. Lives as long as
 * one operation.
 */
export class RangeReader {
  /** How the provider sorts, as the last page that was cut off showed it. */
  #order: Answer['order'] = null;

  /** `kept`: what operations share, null where that is nothing. */
  constructor(
    private readonly reader: StretchReader,
    private readonly kept: KnownCalls | null,
  ) {}

  /** The calls of a range in batches, in the asked order, each once. */
  async *walk(range: TimeRange, order: CallOrder): AsyncGenerator<readonly Call[], void, undefined> {
    const { reader } = this;
    const newestFirst = order === 'NEWEST_FIRST';
    let rest = wholeSeconds(range);
    let length = Infinity;
    let pages = 0;
    let waitedFor: number | null = null;
    let lookedUp: number | null = null;
    while (rest !== null) {
      const edge = newestFirst ? rest.last : rest.first;
      const known = reader.at(edge, rest);
      if (known !== null) {
        const calls = callsBetween(rest, known.calls);
        if (calls.length > 0) yield newestFirst ? calls.toReversed() : calls;
        rest = newestFirst ? endingAt(rest, known.first - SECOND) : startingAt(rest, known.last + SECOND);
        continue;
      }
      if (reader.elsewhere !== null && lookedUp !== edge) {
        lookedUp = edge;
        await reader.lookUp(edge);
        continue;
      }
      // Waited for once: another operation's long walk has such a stretch under way until its end.
      const underway = waitedFor === edge ? undefined : reader.underwayAt(edge);
      if (underway !== undefined) {
        waitedFor = edge;
        this.#noteOrder(await reader.askOrOutlast(underway, edge));
        continue;
      }
      const part = this.#unknownPart(rest, length, order);
      const stretch = length < SHORT ? part : reader.extended(part);
      const earlier = reader.answered(stretch);
      // An earlier answer that reached the edge told calls that have been forgotten since.
      const isOfUse = earlier !== undefined && !reaches(earlier, edge);
      const asked = isOfUse || pages++ >= PLANNED_PAGES ? stretch : await reader.planned(stretch);
      const answer = isOfUse ? earlier : await reader.askOrOutlast(asked, edge);
      if (answer === null) continue;
      this.#noteOrder(answer);
      const reached = reaches(answer, edge);
      // A page that was planned with others need not reach this walk's edge, even from a provider of the same order.
      const isWider = lengthOf(asked) > lengthOf(stretch);
      const fits = this.#order === order && (reached || isWider);
      length = fits ? Infinity : this.#nextLength(asked, answer, reached);
    }
  }

  /** How many calls a range holds; null where the provider doesn't tell. */
  async count(range: TimeRange): Promise<number | null> {
    const stretch = wholeSeconds(range);
    return stretch === null ? 0 : countStretch(this.reader, this.kept, stretch);
  }

  #noteOrder(answer: Answer | null): void {
    if (answer?.count === null) this.#order = answer.order ?? this.#order;
  }

  /** The part of a range to ask for: from its edge on, so long, and no further than what is known. */
  #unknownPart({ first, last }: Stretch, length: number, order: CallOrder): Stretch {
    const { kept } = this;
    if (order === 'NEWEST_FIRST') {
      return {
        first: Math.max(first, last - length + SECOND, (kept?.endBelow(last) ?? -Infinity) + SECOND),
        last,
      };
    }
    return {
      first,
      last: Math.min(last, first + length - SECOND, (kept?.beginAbove(first) ?? Infinity) - SECOND),
    };
  }

  /** Milliseconds of the stretch to ask for next, so that its records fit one page. */
  #nextLength(stretch: Stretch, answer: Answer, reached: boolean): number {
    const length = lengthOf(stretch);
    const { pageSize } = this.reader;
    const estimate = (length * FILL * pageSize) / Math.max(answer.total ?? pageSize, 1);
    const bounded = Math.min(estimate, reached ? GROWTH * length : length / 2);
    return Math.max(1, Math.floor(bounded / SECOND)) * SECOND;
  }
}

function reaches({ known }: Answer, instant: number): boolean {
  return known !== null && contains(known, instant);
}
