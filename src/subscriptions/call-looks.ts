import { setTimeout as sleep } from 'node:timers/promises';
import type { Call, TimeRange } from '../domain/call.js';
import { setTimeLeft } from '../domain/operation/deadline.js';
import { demandLiveReads } from '../domain/operation/live-reads.js';
import type { CallSource } from '../domain/sources.js';
import { isOutage } from '../domain/operation/stale.js';
import { CallSightings, type CallNews } from './call-sightings.js';
import { CLOCK_SKEW, Sweeps } from './sweeps.js';

export interface CallLooksOptions {
  /** Seconds from one look at the call history to the next. */
  readonly pollInterval: number;
  /** Seconds that one page may take. */
  readonly deadline: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Who is told what the looks show. */
export interface NewsReader {
  /** Resolves when more news may come. */
  readonly tell: (news: CallNews) => Promise<void>;
  /** Something failed that won't pass by itself. */
  readonly fail: (error: unknown) => void;
}

const HOUR = 3_600_000;

/**
 * Looks at one workspace's call history again and again, until the signal aborts. Each look reads the last hour, and
 * about once a minute a look reads the last two days. Looks read live: what they read is cached for others, and nothing
 * that is cached hides news from them. What fails in an outage is made up for afterwards.
 */
export async function lookForNews(
  source: CallSource,
  { pollInterval, deadline, now }: CallLooksOptions,
  signal: AbortSignal,
  reader: NewsReader,
): Promise<void> {
  const sightings = new CallSightings(now());
  const sweeps = new Sweeps(now());
  const isOver = () => signal.aborted;

  /** The calls of a range in batches, oldest first; the deadline begins anew with each of them. */
  async function* batches(range: TimeRange): AsyncGenerator<readonly Call[]> {
    const look = liveLook(signal, deadline);
    try {
      for await (const calls of source.openHistory(look.signal).walk(range, 'OLDEST_FIRST')) {
        yield calls;
        look.renew();
      }
    } finally {
      look.end();
    }
  }

  async function lookAtLastHour(): Promise<void> {
    const range = { from: now() - HOUR, to: now() + CLOCK_SKEW };
    for await (const calls of batches(range)) await reader.tell(sightings.note(calls));
    if (!sightings.isBegun) sightings.noteFirst(range.from);
  }

  async function sweep(): Promise<void> {
    for await (const calls of batches(sweeps.rangeAt(now()))) {
      await reader.tell(sightings.note(calls));
      const last = calls.at(-1);
      if (last !== undefined) sweeps.reached(last.startedAt);
    }
    sightings.noteAll(sweeps.complete());
  }

  /** Whether it succeeded. */
  async function attempt(look: () => Promise<void>): Promise<boolean> {
    try {
      await look();
      return true;
    } catch (error) {
      sightings.noteFailure();
      if (!isOver() && !isOutage(error)) reader.fail(error);
      return false;
    }
  }

  while (!isOver()) {
    // After an outage a sweep tells everything in its order; if it can't, the last hour is told all the same.
    const isSwept = sightings.isBegun && sweeps.isDue(now()) && (await attempt(sweep));
    if (!isSwept && !isOver()) await attempt(lookAtLastHour);
    await sleep(pollInterval * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/** A signal that aborts with another one, or so many seconds after it was made or renewed, and reads live. */
function liveLook(over: AbortSignal, deadline: number) {
  const controller = new AbortController();
  const signal = AbortSignal.any([over, controller.signal]);
  const abort = () => {
    controller.abort();
  };
  const timer = setTimeout(abort, deadline * 1000);
  let end = performance.now() + deadline * 1000;
  setTimeLeft(signal, () => end - performance.now());
  demandLiveReads(signal);
  return {
    signal,
    renew() {
      end = performance.now() + deadline * 1000;
      timer.refresh();
    },
    end() {
      clearTimeout(timer);
    },
  };
}
