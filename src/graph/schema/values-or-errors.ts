import type { OperationScope } from '../../domain/operation/operation-scope.js';

/**
 * An error adds its message, location and path to the response and costs much more than a value. A whole list of errors
 * from a failed provider still leaves most of the default limit to other fields.
 */
const VALUES_OF_AN_ERROR = 100;

/**
 * The results of a list's items, in order. An item that failed is an Error, which is reported at its position.
 * LimitError if the operation of this scope has too many errors; null instead of each error if the limit was exceeded
 * before, because the whole response is then rejected.
 */
export async function valuesOrErrors<Item>(
  items: readonly (Promise<Item> | Item)[],
  scope: OperationScope,
): Promise<readonly (Item | Error | null)[]> {
  const settled = await Promise.allSettled(items);
  const errors = settled.filter(({ status }) => status === 'rejected').length;
  const areReported = errors === 0 || scope.work.countValues(errors * VALUES_OF_AN_ERROR);
  return settled.map((item) => {
    if (item.status === 'fulfilled') return item.value;
    return areReported ? asError(item.reason) : null;
  });
}

/** A thrown value as an Error. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('a load failed', { cause: reason });
}
