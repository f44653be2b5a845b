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

interface Work {
  readonly limits: WorkLimits;
  pages: number;
  values: number;
  isLong: boolean;
}

const works = new WeakMap<AbortSignal, Work>();

/** Sets the limits of the operation of this signal; without limits nothing is counted. */
export function limitWork(signal: AbortSignal, limits: WorkLimits): void {
  works.set(signal, { limits, pages: 0, values: 0, isLong: false });
}

/** Counts pages that the operation is about to request, or that it shares with others. LimitError if they are too many. */
export function countPages(signal: AbortSignal, pages: number): void {
  const work = works.get(signal);
  if (work === undefined) return;
  work.pages += pages;
  refuseTooMany(work.limits.pages, work.pages);
}

/**
 * Checks the number of pages requested so far for one interval, which operations may share. LimitError if they alone
 * exceed this operation's limit.
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
 * Counts values that are added to the operation's response. Returns true if more may follow, throws a LimitError when
 * the limit is first exceeded, and returns false afterwards.
 */
export function countValues(signal: AbortSignal, count: number): boolean {
  const work = works.get(signal);
  if (work === undefined) return true;
  if (isBeyond(work)) return false;
  work.values += count;
  if (isBeyond(work)) throw tooManyValues(work);
  return true;
}

/** Resets the count of values for an operation that is executed again, unless it has exceeded the limit. */
export function recountValues(signal: AbortSignal): void {
  const work = works.get(signal);
  if (work !== undefined && !isBeyond(work)) work.values = 0;
}

/** Records that the operation's response exceeds `MAX_ANSWER_BYTES`. */
export function refuseLongAnswer(signal: AbortSignal): void {
  const work = works.get(signal);
  if (work !== undefined) work.isLong = true;
}

/** The error of a response that is too large as a whole; null if it isn't. */
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
