/**
 * What the items of a list came to, in their order: an Error stands for one that failed, and is reported
 * at its own place.
 */
export async function valuesOrErrors<Item>(
  items: readonly (Promise<Item> | Item)[],
): Promise<readonly (Item | Error)[]> {
  const results = await Promise.allSettled(items);
  return results.map((item) => (item.status === 'fulfilled' ? item.value : asError(item.reason)));
}

/** A thrown value as an Error. */
export function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error('a load failed', { cause: reason });
}
