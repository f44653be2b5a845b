import { hash, timingSafeEqual } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ApiKeySettings } from '../config/settings.js';
import { callerWith } from '../domain/caller.js';
import type { NamedPrincipal } from './principal.js';

/** The API keys that are taken at present. */
export interface ApiKeys {
  /**
   * Who sends a key; null where it isn't one of these. It is compared with every key, in a time that doesn't tell
   * how much of one fits.
   */
  callerOf(key: string): NamedPrincipal | null;
  /** Takes these in place of those before. Who has a key that isn't among them as it was is told by `withdrawn`. */
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
  // Every subscription of the caller listens.
  setMaxListeners(0, end.signal);
  const known = { name: `key ${name}`, caller: callerWith(grant), until: null, withdrawn: end.signal };
  return { digest: Buffer.from(sha256, 'hex'), known, text: JSON.stringify(settings), end };
}
