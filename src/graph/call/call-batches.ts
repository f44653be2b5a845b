import type { Call } from '../../domain/call.js';

/** Returns the wanted calls among these, in the same order. */
export type SelectCalls = (calls: readonly Call[]) => readonly Call[] | Promise<readonly Call[]>;

/** Takes wanted calls from a walk, reading no further than necessary. */
export class CallBatches {
  readonly #batches: AsyncIterator<readonly Call[]>;
  #rest: readonly Call[] = [];

  constructor(
    batches: AsyncIterable<readonly Call[]>,
    private readonly select: SelectCalls,
  ) {
    this.#batches = batches[Symbol.asyncIterator]();
  }

  /** Returns the next `count` calls; fewer only at the end. */
  async take(count: number): Promise<readonly Call[]> {
    const taken: Call[] = [];
    while (taken.length < count && (await this.hasMore())) {
      const wanted = count - taken.length;
      taken.push(...this.#rest.slice(0, wanted));
      this.#rest = this.#rest.slice(wanted);
    }
    return taken;
  }

  /** Whether there is another call; reads on until one is found. */
  async hasMore(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const batch = await this.#batches.next();
      if (batch.done === true) return false;
      this.#rest = await this.select(batch.value);
    }
    return true;
  }
}
