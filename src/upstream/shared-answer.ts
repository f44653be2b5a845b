import type { Check } from './shape.js';
import type { Keeping, SharedAccount } from './shared-account.js';

/** The place of one question's answer among what replicas share. */
export interface SharedAnswer<T> {
  /** To be noted when the provider is asked; null where nothing may be kept. */
  readonly generation: string | null;
  /** The answer that another replica was given, and milliseconds since it asked; null where there is none. */
  find(): Promise<{ readonly value: T; readonly age: number } | null>;
  keep(value: T, keeping: Keeping): void;
}

/** What `accepts` refuses, such as an answer that is empty or garbage, is neither kept nor found. */
export function sharedAnswer<T>(account: SharedAccount, name: string, accepts: Check<T>): SharedAnswer<T> {
  return {
    get generation() {
      return account.generation;
    },
    async find() {
      const found = await account.find(name);
      return found !== null && accepts(found.value) ? { value: found.value, age: found.age } : null;
    },
    keep(value, keeping) {
      if (accepts(value)) account.keep(name, value, keeping);
    },
  };
}
