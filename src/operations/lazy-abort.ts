/** One for all: an abort without a reason makes an exception with a stack for every operation. */
const OVER = new Error('the operation is over');

/** An AbortController that is created when its signal is first read: what is answered from memory doesn't read it. */
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
