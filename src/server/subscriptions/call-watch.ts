import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { Call } from '../../domain/call.js';
import { setTimeLeft } from '../../domain/deadline.js';
import type { NewCalls } from '../../domain/call-events.js';
import type { CallSource } from '../../domain/sources.js';
import { isOutage, onStaleAnswer, type StaleAnswer } from '../../domain/stale.js';
import { asError } from '../../graph/settled-items.js';
import { CallSightings } from './call-sightings.js';

export interface CallWatchOptions {
  /** Seconds from one look at the call history to the next. */
  readonly pollInterval: number;
  /** Seconds that one look may take. */
  readonly deadline: number;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Calls that may wait for whoever takes them. */
const MOST_WAITING = 10_000;

interface Watcher {
  readonly queue: Readable;
  readonly over: AbortController;
  readonly isWanted: (call: Call) => boolean;
}

/**
 * Looks for new calls of one workspace while anybody watches, once for all of them, by way of what every operation
 * keeps and shares. A look that fails in an outage is made up for by the next one.
 */
export class CallWatch implements NewCalls {
  readonly #watchers = new Set<Watcher>();
  #looking: AbortController | null = null;

  constructor(
    private readonly source: CallSource,
    private readonly options: CallWatchOptions,
  ) {}

  watch(isWanted: (call: Call) => boolean, over: AbortController): AsyncIterable<Call> {
    const queue = new Readable({ objectMode: true, read: () => undefined });
    const watcher = { queue, isWanted, over };
    const end = () => {
      this.#leave(watcher);
      queue.push(null);
    };
    if (over.signal.aborted) {
      end();
      return queue;
    }
    over.signal.addEventListener('abort', end, { once: true });
    this.#watchers.add(watcher);
    if (this.#looking === null) {
      this.#looking = new AbortController();
      void this.#look(this.#looking.signal);
    }
    return queue;
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    this.#looking?.abort();
    this.#looking = null;
  }

  /** Looks again and again until the signal aborts, or something fails that won't pass by itself. */
  async #look(signal: AbortSignal): Promise<void> {
    const sightings = new CallSightings(this.options.now());
    const isOver = () => signal.aborted;
    while (!isOver()) {
      try {
        const calls = await this.#newCalls(sightings, signal);
        if (!isOver()) this.#tell(calls);
      } catch (error) {
        if (!isOver() && !isOutage(error)) this.#fail(error);
        sightings.noteFailure();
      }
      await sleep(this.options.pollInterval * 1000, undefined, { signal }).catch(() => undefined);
    }
  }

  async #newCalls(sightings: CallSightings, looking: AbortSignal): Promise<readonly Call[]> {
    const { deadline, now } = this.options;
    const signal = AbortSignal.any([looking, AbortSignal.timeout(deadline * 1000)]);
    const end = performance.now() + deadline * 1000;
    setTimeLeft(signal, () => end - performance.now());
    const stale: StaleAnswer[] = [];
    onStaleAnswer(signal, (answer) => stale.push(answer));
    const asked = now();
    const range = sightings.rangeAt(asked);
    const unseen: Call[] = [];
    for await (const calls of this.source.openHistory(signal).walk(range, 'NEWEST_FIRST')) {
      unseen.push(...calls.filter((call) => sightings.isNew(call)));
    }
    // What was good once doesn't tell what has appeared since.
    if (stale.length > 0) {
      sightings.noteFailure();
      return [];
    }
    return sightings.note(unseen, range, asked);
  }

  #tell(calls: readonly Call[]): void {
    for (const { queue, isWanted, over } of this.#watchers) {
      const wanted = calls.filter(isWanted);
      if (queue.readableLength + wanted.length > MOST_WAITING) over.abort(tooSlow());
      else for (const call of wanted) queue.push(call);
    }
  }

  #fail(error: unknown): void {
    for (const { over } of this.#watchers) over.abort(asError(error));
  }
}

function tooSlow(): GraphQLError {
  const message = `More than ${MOST_WAITING} calls were waiting to be taken: the subscriber is too slow.`;
  return new GraphQLError(message, { extensions: { code: 'SUBSCRIBER_TOO_SLOW' } });
}
