import { LimitError } from './limit-error.js';

/** What one operation may do at most, whatever the data turn out to be. */
export interface WorkLimits {
  /** Pages of a call history that it may ask for. */
  readonly pages: number;
  /** Values that its lists may bring into the answer. */
  readonly values: number;
}

/** Bytes of JSON that the answer to one operation may take. */
export const MAX_ANSWER_BYTES = 16 * 1024 ** 2;

interface Work {
  readonly limits: WorkLimits;
  pages: number;
  values: number;
  isLong: boolean;
}

const works = new WeakMap<AbortSignal, Work>();

/** Limits the operation of this signal. */
export function limitWork(signal: AbortSignal, limits: WorkLimits): void {
  works.set(signal, { limits, pages: 0, values: 0, isLong: false });
}

/** Counts pages that the operation is about to ask for, or was given with others. LimitError if they are too many. */
export function countPages(signal: AbortSignal, pages: number): void {
  const work = works.get(signal);
  if (work === undefined) return;
  work.pages += pages;
  refuseTooMany(work.limits.pages, work.pages);
}

/**
 * Checks the pages that one interval has needed so far, which other operations may wait for, too. LimitError if they
 * alone are more than this operation may ask for.
 */
export function checkPages(signal: AbortSignal, pages: number): void {
  refuseTooMany(works.get(signal)?.limits.pages ?? Infinity, pages);
}

function refuseTooMany(allowed: number, measured: number): void {
  if (measured <= allowed) return;
  throw new LimitError(
    `The range holds more calls than ${allowed} pages of the call history: ask for a shorter one.`,
    { limit: { name: 'requests', allowed, measured, provider: 'ccrm' } },
  );
}

/**
 * Counts values that come into the operation's answer, and says whether more may come. LimitError where they
 * become too many; false from then on.
 */
export function countValues(signal: AbortSignal, count: number): boolean {
  const work = works.get(signal);
  if (work === undefined) return true;
  if (isBeyond(work)) return false;
  work.values += count;
  if (isBeyond(work)) throw tooManyValues(work);
  return true;
}

/** Begins the count of the answer's values anew, for an operation that is executed once more. */
export function recountValues(signal: AbortSignal): void {
  const work = works.get(signal);
  if (work !== undefined && !isBeyond(work)) work.values = 0;
}

/** Notes that the operation's answer would take more than `MAX_ANSWER_BYTES`. */
export function refuseLongAnswer(signal: AbortSignal): void {
  const work = works.get(signal);
  if (work !== undefined) work.isLong = true;
}

/** What is wrong with the operation's whole answer, which has become too large; null where it hasn't. */
export function answerProblem(signal: AbortSignal): LimitError | null {
  const work = works.get(signal);
  if (work?.isLong === true) return tooLong();
  return work !== undefined && isBeyond(work) ? tooManyValues(work) : null;
}

function tooLong(): LimitError {
  const message = `The answer takes more than ${MAX_ANSWER_BYTES} bytes: ask for fewer items (\`first\`) or fields at once.`;
  return new LimitError(message, { limit: { name: 'bytes', allowed: MAX_ANSWER_BYTES } });
}

function isBeyond({ values, limits }: Work): boolean {
  return values > limits.values;
}

function tooManyValues({ limits, values }: Work): LimitError {
  const message = `The answer grows beyond ${limits.values} values: ask for fewer items (\`first\`) or fields at once.`;
  return new LimitError(message, { limit: { name: 'values', allowed: limits.values, measured: values } });
}
