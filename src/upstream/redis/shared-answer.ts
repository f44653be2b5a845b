import { isNothing } from '../../json/decode.js';
import type { CacheNamespace, Found, Keeping } from './cache-namespace.js';

/** One response that replicas share as the provider's record, which each decodes itself. */
export type SharedAnswer<T> = ReturnType<typeof sharedAnswer<T>>;

/**
 * Shares a response under a name. `decode` must not report anomalies, which have been reported. A record for which it
 * returns null, or throws, isn't found.
 */
export function sharedAnswer<T>(
  account: CacheNamespace,
  name: string,
  decode: (record: unknown) => T | null,
) {
  return {
    /** Read it before a request, and pass it to `keep` with the result; null if nothing can be stored. */
    get generation(): string | null {
      return account.generation;
    },
    /** The decoded response; null if there is none, it can't be decoded or Redis doesn't answer. */
    async find(): Promise<(Found & { readonly value: T }) | null> {
      const found = await account.find(name);
      if (found === null || isNothing(found.value)) return null;
      const value = unlessUnreadable(() => decode(found.value));
      return value === null ? null : { ...found, value };
    },
    /** Stores the provider's record in the background, unless it is empty. */
    keep(record: unknown, keeping: Keeping): void {
      if (!isNothing(record)) account.keep(name, record, keeping);
    },
  };
}

function unlessUnreadable<T>(decode: () => T): T | null {
  try {
    return decode();
  } catch {
    return null;
  }
}
