import { LimitError } from './limit-error.js';

/** Limits on the work of one operation, whatever data it encounters. */
export interface WorkLimits {
  /** Pages of a call history that it may request. */
  readonly pages: number;
  /** Values that its lists may add to the response. */
  readonly values: number;
}

/** The maximum size of an operation's response, in bytes of JSON. */
export const MAX_ANSWER_BYTES = 16 * 1024 ** 2;

/** Counts the work of one operation, and refuses what exceeds its limits. */
export class WorkCount {
  #pages = 0;
  #values = 0;
  #isLong = false;

  constructor(private readonly limits: WorkLimits) {}

  /** Counts pages that the operation is about to request, or that it shares with others. LimitError if they are too many. */
  addPages(pages: number): void {
    this.#pages += pages;
    this.checkPages(this.#pages);
  }

  recountPages(): void {
    this.#pages = 0;
  }

  /** LimitError if so many pages exceed the limit by themselves. */
  checkPages(measured: number): void {
    const allowed = this.limits.pages;
    if (measured <= allowed) return;
    throw new LimitError(
      `The calls of the range exceed ${allowed} pages of the call history; request a shorter range.`,
      { limit: { name: 'requests', allowed, measured, provider: 'ccrm' } },
    );
  }

  /**
   * Counts values that are added to the operation's response. Returns true if more may follow, throws a LimitError when
   * the limit is first exceeded, and returns false afterwards.
   */
  addValues(count: number): boolean {
    if (this.#isBeyond()) return false;
    this.#values += count;
    if (this.#isBeyond()) throw this.#tooManyValues();
    return true;
  }

  recountValues(): void {
    if (!this.#isBeyond()) this.#values = 0;
  }

  refuseLongAnswer(): void {
    this.#isLong = true;
  }

  answerProblem(): LimitError | null {
    if (this.#isLong) return tooLong();
    return this.#isBeyond() ? this.#tooManyValues() : null;
  }

  #isBeyond(): boolean {
    return this.#values > this.limits.values;
  }

  #tooManyValues(): LimitError {
    const allowed = this.limits.values;
    const message = `The response exceeds ${allowed} values; request fewer items (\`first\`) or fields.`;
    return new LimitError(message, { limit: { name: 'values', allowed, measured: this.#values } });
  }
}

function tooLong(): LimitError {
  const message = `The response exceeds ${MAX_ANSWER_BYTES} bytes; request fewer items (\`first\`) or fields.`;
  return new LimitError(message, { limit: { name: 'bytes', allowed: MAX_ANSWER_BYTES } });
}
