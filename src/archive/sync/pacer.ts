import { setTimeout as sleep } from 'node:timers/promises';
import { MINUTE } from '../../domain/interval.js';

/**
 * Limits the number of requests that begin within any minute. Spreads those of the first minute evenly: the process that
 * sent requests before may have ended just now, and a process may start again and again.
 */
export class Pacer {
  readonly #begun: number[] = [];
  #startedAt: number | null = null;
  #queue: Promise<void> = Promise.resolve();

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(
    private readonly requestsPerMinute: number,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Resolves when the next request may begin; rejects when the signal aborts. */
  turn(signal: AbortSignal): Promise<void> {
    const turn = this.#queue.then(() => this.#wait(signal));
    this.#queue = turn.catch(() => undefined);
    return turn;
  }

  async #wait(signal: AbortSignal): Promise<void> {
    this.#startedAt ??= this.now();
    const spread = this.#startedAt + this.#begun.length * (MINUTE / this.requestsPerMinute);
    const first = this.#begun.at(-this.requestsPerMinute) ?? -Infinity;
    const left = Math.max(spread, first + MINUTE) - this.now();
    if (left > 0) await sleep(left, undefined, { signal, ref: false });
    this.#begun.push(this.now());
    if (this.#begun.length > this.requestsPerMinute) this.#begun.shift();
  }
}
