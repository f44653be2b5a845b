import { countValues } from '../../domain/operation/work-limits.js';

/** An error has its message, its place and its path in the answer, and is much dearer to make than a value. */
const VALUES_OF_AN_ERROR = 250;

/**
 * What the items of a list came to, in their order: an Error stands for one that failed, and is reported
 * at its own place. LimitError if the operation of this signal has too many errors; null in the place of those that come
 * after that, as the whole answer is refused then.
 */
export async function valuesOrErrors<Item>(
  items: readonly (Promise<Item> | Item)[],
  signal: AbortSignal,
): Promise<readonly (Item | Error | null)[]> {
  const settled = await Promise.allSettled(items);
  const errors = settled.filter(({ status }) => status === 'rejected').length;
  const areTold = errors === 0 || countValues(signal, errors * VALUES_OF_AN_ERROR);
  return settled.map((item) => {
    if (item.status === 'fulfilled') return item.value;
    return areTold ? asError(item.reason) : null;
  });
}

/** A thrown value as an Error. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('a load failed', { cause: reason });
}
