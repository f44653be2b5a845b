import { isNothing } from '../../json/decode.js';
import type { CacheNamespace, Found, Keeping } from './cache-namespace.js';

/** The answer that another replica got. */
export interface FoundAnswer<T> extends Found {
  readonly value: T;
}

/** Where replicas share the answer to one question: the provider's record, which each decodes itself. */
export interface SharedAnswer<T> {
  /** To be noted when the provider is asked; null if nothing may be kept. */
  readonly generation: string | null;
  /** null if there is none. */
  find(): Promise<FoundAnswer<T> | null>;
  /** Keeps the provider's record, unless it is empty. */
  keep(record: unknown, keeping: Keeping): void;
}

/**
 * Shares an answer under a name. `decode` reads a record, and must not report its anomalies again. A record that it reads
 * as null, or can't read, isn't found.
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
