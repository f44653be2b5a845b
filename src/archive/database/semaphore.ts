/** Admits a fixed number of holders at a time. The others wait in order, without a time limit. */
export class Semaphore {
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(permits: number) {
    this.#free = permits;
  }

  /** Resolves with a permit, which must be released once. Rejects without one if the signal aborts. */
  async acquire(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    await this.#turn(signal);
  }

  release(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#free += 1;
    else next();
  }

  /** Runs the work with a permit. */
  async within<T>(work: () => Promise<T>): Promise<T> {
    await this.acquire();
    try {
      return await work();
    } finally {
      this.release();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const come = () => {
        this.#waiting.delete(come);
        signal?.removeEventListener('abort', giveUp);
        resolve();
      };
      const giveUp = () => {
        this.#waiting.delete(come);
        reject(new Error('given up', { cause: signal?.reason }));
      };
      signal?.addEventListener('abort', giveUp, { once: true });
      this.#waiting.add(come);
    });
  }
}
