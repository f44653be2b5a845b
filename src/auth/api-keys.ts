import { hash, timingSafeEqual } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ApiKeySettings } from '../config/settings.js';
import { callerWith } from '../domain/caller.js';
import type { NamedPrincipal } from './principal.js';

/** The currently valid API keys. */
export interface ApiKeys {
  /**
   * The principal of a key; null if the key is unknown. Compares it with every key, in a time that doesn't reveal
   * how much of one matches.
   */
  callerOf(key: string): NamedPrincipal | null;
  /** Replaces the keys. `withdrawn` aborts for principals whose key was removed or changed. */
  replace(settings: readonly ApiKeySettings[]): void;
}

interface ApiKey {
  readonly digest: Buffer;
  readonly known: NamedPrincipal;
  /** All its settings, as text. */
  readonly text: string;
  readonly end: AbortController;
}

export function createApiKeys(settings: readonly ApiKeySettings[]): ApiKeys {
  let keys: readonly ApiKey[] = settings.map(apiKey);
  return {
    callerOf(key) {
      const sent = hash('sha256', key, 'buffer');
      const fitting = keys.filter(({ digest }) => timingSafeEqual(digest, sent));
      return fitting[0]?.known ?? null;
    },
    replace(next) {
      const before = keys;
      keys = next.map((each) => before.find(({ text }) => text === JSON.stringify(each)) ?? apiKey(each));
      for (const key of before) if (!keys.includes(key)) key.end.abort();
    },
  };
}

function apiKey(settings: ApiKeySettings): ApiKey {
  const { name, sha256, ...grant } = settings;
  const end = new AbortController();
  // Each of the caller's subscriptions adds a listener.
  setMaxListeners(0, end.signal);
  const caller = callerWith(grant);
  const known = { name: `key ${name}`, label: { key: name }, caller, until: null, withdrawn: end.signal };
  return { digest: Buffer.from(sha256, 'hex'), known, text: JSON.stringify(settings), end };
}
