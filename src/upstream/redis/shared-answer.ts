import type { Check } from './validators.js';
import type { Found, Keeping, CacheNamespace } from './cache-namespace.js';

/** An answer that another replica was given. */
export interface FoundAnswer<T> extends Found {
  readonly value: T;
}

/** The place of one question's answer among what replicas share. */
export interface SharedAnswer<T> {
  /** To be noted when the provider is asked; null if nothing may be kept. */
  readonly generation: string | null;
  /** null if there is none. */
  find(): Promise<FoundAnswer<T> | null>;
  keep(value: T, keeping: Keeping): void;
}

/** What `accepts` refuses, such as an answer that is empty or garbage, is neither kept nor found. */
export function sharedAnswer<T>(account: CacheNamespace, name: string, accepts: Check<T>): SharedAnswer<T> {
  return {
    get generation() {
      return account.generation;
    },
    async find() {
      const found = await account.find(name);
      return found !== null && accepts(found.value) ? { ...found, value: found.value } : null;
    },
    keep(value, keeping) {
      if (accepts(value)) account.keep(name, value, keeping);
    },
  };
}
