import type { Call } from '../../domain/call.js';
import { isOutage } from '../../domain/stale.js';
import { countPage } from '../../domain/work-limits.js';
import { HeldStretches } from './held-stretches.js';
import { callsWithin, judgePage, type Answer } from './history-page.js';
import type { KnownStretch } from './known-calls.js';
import type { LocalClock } from './local-clock.js';
import type { SharedCalls } from './shared-calls.js';
import type { SharedStretches } from './shared-stretches.js';
import { callsBetween, contains, SECOND, startingAt, type Stretch } from './stretch.js';
import { StretchReports } from './stretch-reports.js';

/** What page 1 of a stretch told, with the calls of the part that it proves. */
export interface Reading {
  readonly answer: Answer;
  readonly known: KnownStretch | null;
  /** When it was asked for, in milliseconds since the epoch. */
  readonly asked: number;
}

/** How near to the horizon a stretch ends that goes on to it. */
const NOW_WITHIN = 120 * SECOND;

/**
 * Asks for stretches of one call history, and knows what they told. Lives as long as one operation, which
 * asks for nothing twice; what is fresh and what is under way it shares. Where the provider fails, what was
 * good once stands in for it.
 */
export class StretchReader {
  /** Tells the operation what it is given. */
  readonly reports: StretchReports;
  readonly #held = new HeldStretches();
  readonly #answers = new Map<string, Answer>();
  readonly #horizon: number | null;
  /** Whether the provider has failed this operation: it isn't asked where an older answer will do. */
  #outage = false;

  constructor(
    private readonly clock: LocalClock,
    private readonly shared: SharedCalls,
    private readonly signal: AbortSignal,
  ) {
    this.reports = new StretchReports(shared, signal);
    this.#horizon = shared.known?.ages.horizon() ?? null;
  }

  /** Records on a full page. */
  get pageSize(): number {
    return this.shared.pages.pageSize;
  }

  /** What other replicas have read; null where nothing is shared. */
  get elsewhere(): SharedStretches | null {
    return this.shared.elsewhere;
  }

  /** What this operation has read around an instant, the latest of several. */
  ownAt(instant: number): KnownStretch | undefined {
    return this.#held.at(instant);
  }

  /**
   * What this operation has read, or what is fresh, around an instant; in an outage what was good once.
   * Of what is fresh only the part that lies in `wanted` may be used.
   */
  at(instant: number, wanted: Stretch): KnownStretch | null {
    const { known } = this.shared;
    const own = this.ownAt(instant);
    if (own !== undefined) return own;
    const fresh = known?.at(instant) ?? null;
    if (fresh !== null) this.reports.fresh(fresh, wanted);
    if (fresh !== null || !this.#outage) return fresh;
    const stale = known?.staleAt(instant) ?? null;
    if (stale !== null) this.reports.stale(stale);
    return stale;
  }

  /** The calls of a stretch, oldest first; null where not all of it is known. */
  within(stretch: Stretch): readonly Call[] | null {
    const calls: Call[] = [];
    for (let rest: Stretch | null = stretch; rest !== null;) {
      const known = this.at(rest.first, rest);
      if (known === null) return null;
      calls.push(...callsBetween(rest, known.calls));
      rest = startingAt(rest, known.last + SECOND);
    }
    return calls;
  }

  /** As `within`, where other replicas may know of what isn't known here. */
  async withinShared(stretch: Stretch): Promise<readonly Call[] | null> {
    for (let rest: Stretch | null = stretch; rest !== null && this.elsewhere !== null;) {
      if (this.at(rest.first, rest) === null) await this.lookUp(rest.first);
      const known = this.at(rest.first, rest);
      if (known === null) return null;
      rest = startingAt(rest, known.last + SECOND);
    }
    return this.within(stretch);
  }

  /** Takes over what another replica has read around an instant, so that `at` may find it. */
  async lookUp(instant: number): Promise<void> {
    await this.elsewhere?.lookUp(instant, this.#outage);
  }

  /** A stretch that ends about now goes on to the horizon: whoever asks a moment later finds it known. */
  extended(stretch: Stretch): Stretch {
    const horizon = this.#horizon;
    if (horizon === null || stretch.last >= horizon || stretch.last < horizon - NOW_WITHIN) return stretch;
    return { first: stretch.first, last: horizon };
  }

  /** A stretch around an instant for which some operation is asking. */
  underwayAt(instant: number): Stretch | undefined {
    return this.shared.underway.values().find((stretch) => contains(stretch, instant));
  }

  /** What this operation has been told about exactly this stretch. */
  answered(stretch: Stretch): Answer | undefined {
    return this.#answers.get(keyOf(stretch));
  }

  /** A stretch to ask for in place of this one, which it holds: together with what others ask for at the moment. */
  planned(stretch: Stretch): Promise<Stretch> {
    return this.shared.planner.planned(stretch);
  }

  /** Asks; null where the provider fails, but what is known of `edge` from before stands in for it. */
  async askOrOutlast(stretch: Stretch, edge: number): Promise<Answer | null> {
    try {
      return await this.ask(stretch);
    } catch (error) {
      if (this.at(edge, stretch) === null) await this.lookUp(edge);
      if (this.at(edge, stretch) === null) throw error;
      return null;
    }
  }

  /** Asks, or joins whoever asks the same at the moment. */
  async ask({ first, last }: Stretch): Promise<Answer> {
    const stretch = { first, last };
    const { flights, underway } = this.shared;
    const key = keyOf(stretch);
    countPage(this.signal);
    // At once, so that who asks in the same moment finds it.
    if (!this.signal.aborted && !underway.has(key)) underway.set(key, stretch);
    const flight = flights.join(key, this.signal, (signal) => {
      underway.set(key, stretch);
      this.reports.miss();
      return this.#read(stretch, signal).finally(() => {
        if (underway.get(key) === stretch) underway.delete(key);
      });
    });
    const { answer, known, asked } = await flight.catch((error: unknown) => {
      this.#outage ||= isOutage(error);
      throw error;
    });
    this.reports.read(stretch, asked);
    this.#answers.set(key, answer);
    if (known !== null) this.#held.add(known);
    return answer;
  }

  async #read(stretch: Stretch, signal: AbortSignal): Promise<Reading> {
    const { known: kept, pages } = this.shared;
    const asked = kept?.ages.now() ?? 0;
    const generation = this.elsewhere?.generation ?? null;
    const dates = [this.clock.dateBefore(stretch.first), this.clock.dateAfter(stretch.last)] as const;
    const page = await pages.firstPage(stretch, dates, signal);
    const answer = judgePage(stretch, page, pages.pageSize);
    if (answer.known === null) return { answer, known: null, asked };
    const known = { ...answer.known, calls: callsWithin(answer.known, page.calls) };
    if (!this.#held.isFull) {
      kept?.add(known, asked);
      this.elsewhere?.keep(known, asked, generation);
    }
    return { answer, known, asked };
  }
}

function keyOf({ first, last }: Stretch): string {
  return `${String(first)}/${String(last)}`;
}
