/** Calls `reached` after this many milliseconds, not counting pauses (`leaveOut`). */
export class TimeLimit {
  #left: number;
  #since = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(
    milliseconds: number,
    private readonly reached: () => void,
  ) {
    this.#left = milliseconds;
    this.#run();
  }

  /** Doesn't count the time until `wait` resolves. */
  async leaveOut(wait: Promise<void>): Promise<void> {
    clearTimeout(this.#timer);
    this.#left -= performance.now() - this.#since;
    await wait;
    this.#run();
  }

  end(): void {
    this.#isOver = true;
    clearTimeout(this.#timer);
  }

  #run(): void {
    if (this.#isOver) return;
    this.#since = performance.now();
    this.#timer = setTimeout(this.reached, Math.max(1, this.#left));
  }
}
