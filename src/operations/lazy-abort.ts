/** Shared, because an abort without a reason creates an error with a stack for every operation. */
const OVER = new Error('the operation is over');

/** Creates its AbortController when the signal is first read; operations answered from memory never read it. */
export class LazyAbort {
  #controller: AbortController | null = null;
  #isOver = false;

  get signal(): AbortSignal {
    if (this.#controller === null) {
      this.#controller = new AbortController();
      if (this.#isOver) this.#controller.abort(OVER);
    }
    return this.#controller.signal;
  }

  abort(): void {
    this.#isOver = true;
    this.#controller?.abort(OVER);
  }
}
