import { LimitError } from './limit-error.js';

/** Limits on the work of one operation, regardless of its data. */
export interface WorkLimits {
  /** Pages of a call history that it may request. */
  readonly pages: number;
  /** Values that its lists may add to the response. */
  readonly values: number;
}

/** The maximum size of an operation's response, in bytes of JSON. */
export const MAX_RESPONSE_BYTES = 16 * 1024 ** 2;

const NO_LIMITS: WorkLimits = { pages: Infinity, values: Infinity };

/** Counts the work of one operation and enforces its limits. */
export class WorkCount {
  #pages = 0;
  #values = 0;
  #isLong = false;

  /** Without limits, only the size of the response is limited. */
  constructor(private readonly limits: WorkLimits = NO_LIMITS) {}

  /** Counts pages that the operation is about to request or shares with others. LimitError if they exceed the limit. */
  countPages(pages: number): void {
    this.#pages += pages;
    this.checkPages(this.#pages);
  }

  /** Resets the count of pages for an operation whose deadline is renewed. */
  recountPages(): void {
    this.#pages = 0;
  }

  /**
   * Checks the number of pages requested so far for one interval, which operations may share. LimitError if they alone
   * exceed the limit.
   */
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
  countValues(count: number): boolean {
    if (this.#isBeyond()) return false;
    this.#values += count;
    if (this.#isBeyond()) throw this.#tooManyValues();
    return true;
  }

  /** Resets the count of values for an operation that is executed again, unless it has exceeded the limit. */
  recountValues(): void {
    if (!this.#isBeyond()) this.#values = 0;
  }

  /** Records that the operation's response exceeds `MAX_RESPONSE_BYTES`. */
  rejectLongResponse(): void {
    this.#isLong = true;
  }

  /** The error of a response that is too large as a whole; null if it isn't. */
  responseProblem(): LimitError | null {
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
  const message = `The response exceeds ${MAX_RESPONSE_BYTES} bytes; request fewer items (\`first\`) or fields.`;
  return new LimitError(message, { limit: { name: 'bytes', allowed: MAX_RESPONSE_BYTES } });
}
