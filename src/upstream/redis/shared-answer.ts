import { isNothing } from '../../json/decode.js';
import type { CacheNamespace, Found, Keeping } from './cache-namespace.js';

/** A response that a replica has stored, decoded. */
export interface FoundAnswer<T> extends Found {
  readonly value: T;
}

/** One response that replicas share as the provider's record, which each decodes itself. */
export interface SharedAnswer<T> {
  /** Read it before a request, and pass it to `keep` with the result; null if nothing can be stored. */
  readonly generation: string | null;
  /** null if there is none, it can't be decoded or Redis doesn't answer. */
  find(): Promise<FoundAnswer<T> | null>;
  /** Stores the provider's record in the background, unless it is empty. */
  keep(record: unknown, keeping: Keeping): void;
}

/**
 * Shares a response under a name. `decode` must not report anomalies, which have been reported. A record for which it
 * returns null, or throws, isn't found.
 */
export function sharedAnswer<T>(
  account: CacheNamespace,
  name: string,
  decode: (record: unknown) => T | null,
): SharedAnswer<T> {
  return {
    get generation() {
      return account.generation;
    },
    async find() {
      const found = await account.find(name);
      if (found === null || isNothing(found.value)) return null;
      const value = unlessUnreadable(() => decode(found.value));
      return value === null ? null : { ...found, value };
    },
    keep(record, keeping) {
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
