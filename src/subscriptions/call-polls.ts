import { CLOCK_SKEW, HOUR, SECOND } from '../domain/interval.js';
import { setTimeout as sleep } from 'node:timers/promises';
import { openScope, type OperationScope } from '../domain/operation/operation-scope.js';
import type { LimitSettings } from '../config/settings.js';
import type { Call, TimeRange } from '../domain/call.js';
import type { UpstreamUse } from '../domain/operation/upstream-use.js';
import type { WorkLimits } from '../domain/operation/work-limits.js';
import type { CallSource } from '../domain/sources.js';
import { isOutage } from '../domain/operation/stale.js';
import { UnreadableCallsError } from '../domain/upstream/upstream-error.js';
import { CallSightings, type CallNews } from './call-sightings.js';

/** How often the call history is polled, and within which limits. */
export interface PollOptions {
  /** Seconds between two polls of the call history. */
  readonly pollInterval: number;
  /** Seconds within which a batch of calls must arrive, and an event must be executed. */
  readonly deadline: number;
  /** The limits of an operation, which apply to each batch of calls, and to each event. */
  readonly limits: Pick<LimitSettings, 'requests' | 'values'>;
  /** Called with each upstream request and cache lookup. */
  readonly used: (use: UpstreamUse) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** A first poll that takes more milliseconds is delayed, for example by a rate limit or a slow response. */
const SLOW = 1000;
/** Milliseconds after its start for which a call may still appear or change. */
const TWO_DAYS = 48 * HOUR;
/** Milliseconds between the starts of two sweeps: with a poll interval and the sweep itself, less than a minute. */
const SWEEP_PERIOD = 45 * SECOND;

/**
 * Polls one workspace's call history until the signal aborts. Each poll reads the last hour; about once a minute, a
 * sweep reads the last two days. Both read live: they ignore cached calls, and cache what they read for others. After
 * an outage, a sweep reports what was missed. Throws a failure that would persist if polling continued.
 */
export async function* pollForNews(
  source: CallSource,
  { pollInterval, deadline, limits, used, now }: PollOptions,
  signal: AbortSignal,
): AsyncGenerator<CallNews> {
  const begin = now();
  /** The start of the next sweep's range. */
  let sweepFrom = begin - TWO_DAYS;
  let lastSweep = -Infinity;
  /** When the current sweep began, and where it resumes if it failed, so that no page is read twice. */
  let current: { readonly began: number; readonly at: number } | null = null;
  const scope = openScope({
    signal,
    readsLive: true,
    report: (event) => {
      if (event.kind === 'REQUEST' || event.kind === 'CACHE_READ') used(event);
    },
  });
  const sightings = new CallSightings(begin, source.openHistory(scope).timezone);
  const isOver = () => signal.aborted;

  /** The calls of a range in batches, oldest first. Each batch has its own deadline and count of pages. */
  async function* batches(range: TimeRange): AsyncGenerator<readonly Call[]> {
    const poll = openPoll(scope, deadline, { pages: limits.requests, values: limits.values });
    try {
      for await (const calls of source.openHistory(poll.scope).walk(range, 'OLDEST_FIRST')) {
        yield calls;
        poll.renew();
      }
    } finally {
      poll.end();
    }
  }

  async function* pollLastHour(): AsyncGenerator<CallNews> {
    const range = { from: now() - HOUR, to: now() + CLOCK_SKEW };
    for await (const calls of batches(range)) {
      if (now() - begin > SLOW) sightings.noteDelay();
      yield sightings.note(calls);
    }
    if (!sightings.isBegun) sightings.noteFirst(range.from);
  }

  /** Whether a sweep must begin or resume. One also begins if the clock was set back. */
  const isSweepDue = () => current !== null || now() >= lastSweep + SWEEP_PERIOD || now() < lastSweep;

  async function* sweep(): AsyncGenerator<CallNews> {
    current ??= { began: now(), at: sweepFrom };
    const { began, at } = current;
    for await (const calls of batches({ from: at, to: now() + CLOCK_SKEW })) {
      yield sightings.note(calls);
      const last = calls.at(-1);
      if (last !== undefined) current = { began, at: last.startedAt };
    }
    // The next sweep must find every call that appeared after this one began, even if it begins late.
    sweepFrom = Math.max(sweepFrom, began - TWO_DAYS - CLOCK_SKEW);
    lastSweep = began;
    current = null;
    sightings.noteAll(sweepFrom);
  }

  /** Returns whether the poll succeeded. */
  async function* attempt(poll: () => AsyncGenerator<CallNews>): AsyncGenerator<CallNews, boolean> {
    try {
      yield* poll();
      return true;
    } catch (error) {
      sightings.noteDelay();
      const isPassing = isOutage(error) || error instanceof UnreadableCallsError;
      if (!isOver() && !isPassing) throw error;
      return false;
    }
  }

  while (!isOver()) {
    // A sweep reports everything in order, even after an outage. If it fails, the last hour is still polled.
    const isSwept = sightings.isBegun && isSweepDue() && (yield* attempt(sweep));
    if (!isSwept && !isOver()) yield* attempt(pollLastHour);
    await sleep(pollInterval * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/** Opens the scope of one poll, which ends `deadline` seconds after it was opened or renewed. */
function openPoll(polls: OperationScope, deadline: number, limits: WorkLimits) {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, deadline * 1000);
  let end = performance.now() + deadline * 1000;
  const scope = polls.child(controller.signal, {
    limits,
    timeLeft: () => end - performance.now(),
  });
  return {
    scope,
    renew() {
      end = performance.now() + deadline * 1000;
      timer.refresh();
      scope.work.recountPages();
    },
    end() {
      clearTimeout(timer);
    },
  };
}
