import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { GraphQLError } from 'graphql';
import type { Call } from '../domain/call.js';
import type { CallEvent } from '../domain/call-events.js';
import type { CallSource } from '../domain/sources.js';
import { asError } from '../graph/schema/values-or-errors.js';
import { pollForNews, type PollOptions } from './call-polls.js';
import type { CallNews } from './call-sightings.js';

/** The maximum number of calls that may wait for a subscriber. */
const MAX_WAITING = 10_000;
/** If this many are waiting, for example after an outage, reading pauses for one poll interval. */
const MANY_WAITING = MAX_WAITING / 10;

interface Watcher {
  readonly event: CallEvent;
  readonly queue: Readable;
  readonly over: AbortController;
  readonly isWanted: (call: Call) => boolean;
}

/** The call events of one workspace. Polls once for all subscribers, and only while there are any. */
export class CallWatch {
  readonly #watchers = new Set<Watcher>();
  #polling: AbortController | null = null;

  constructor(
    private readonly source: CallSource,
    private readonly options: PollOptions,
  ) {}

  /** See `WatchCalls`. */
  watch(event: CallEvent, isWanted: (call: Call) => boolean, over: AbortController): AsyncIterable<Call> {
    const queue = new Readable({ objectMode: true, read: () => undefined });
    const watcher = { event, queue, isWanted, over };
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
    if (this.#polling === null) void this.#poll();
    return queue;
  }

  #leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    if (this.#watchers.size > 0) return;
    this.#polling?.abort();
    this.#polling = null;
  }

  async #poll(): Promise<void> {
    this.#polling = new AbortController();
    const { signal } = this.#polling;
    try {
      for await (const news of pollForNews(this.source, this.options, signal)) {
        if (!signal.aborted) await this.#notify(news, signal);
      }
    } catch (error) {
      // Later watchers have a poll of their own.
      if (!signal.aborted) for (const { over } of this.#watchers) over.abort(asError(error));
    }
  }

  async #notify(news: CallNews, signal: AbortSignal): Promise<void> {
    for (const { event, queue, isWanted, over } of this.#watchers) {
      const wanted = news[event].filter(isWanted);
      if (queue.readableLength + wanted.length > MAX_WAITING) over.abort(tooSlow());
      else for (const call of wanted) queue.push(call);
    }
    const isBusy = this.#watchers.values().some(({ queue }) => queue.readableLength >= MANY_WAITING);
    if (isBusy) await sleep(this.options.pollInterval * 1000, undefined, { signal }).catch(() => undefined);
  }
}

function tooSlow(): GraphQLError {
  const message = `More than ${MAX_WAITING} calls were waiting to be sent: the subscriber is too slow.`;
  return new GraphQLError(message, { extensions: { code: 'SUBSCRIBER_TOO_SLOW' } });
}
