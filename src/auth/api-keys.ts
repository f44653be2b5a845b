import { hash, randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ApiKeySettings } from '../config/settings.js';
import { callerWith } from '../domain/caller.js';
import type { NamedPrincipal } from './principal.js';

interface ApiKey {
  /** The SHA-256 of the key, in hexadecimal digits. */
  readonly sha256: string;
  readonly principal: NamedPrincipal;
  /** All its settings as JSON, to detect changes. */
  readonly text: string;
  readonly end: AbortController;
}

/** The currently valid API keys. */
export function createApiKeys(settings: readonly ApiKeySettings[]) {
  const secret = randomBytes(32).toString('hex');
  const saltedHash = (sha256: string) => hash('sha256', secret + sha256);
  let keys: readonly ApiKey[] = settings.map((each) => apiKey(each, JSON.stringify(each)));
  let byHash = keysByHash(keys, saltedHash);
  return {
    /**
     * The principal of a key; null if the key is unknown. A single lookup by a hash that only this process can compute:
     * its duration neither grows with the number of keys nor reveals how much of a key, or of its hash, matches.
     */
    principalOf: (key: string): NamedPrincipal | null =>
      byHash.get(saltedHash(hash('sha256', key)))?.principal ?? null,
    /** Replaces the keys. `withdrawn` aborts for principals whose key was removed or changed. */
    replace(next: readonly ApiKeySettings[]): void {
      const before = new Map(keys.map((key) => [key.text, key]));
      keys = next.map((each) => {
        const text = JSON.stringify(each);
        return before.get(text) ?? apiKey(each, text);
      });
      byHash = keysByHash(keys, saltedHash);
      for (const { text } of keys) before.delete(text);
      for (const { end } of before.values()) end.abort();
    },
  };
}

function keysByHash(
  keys: readonly ApiKey[],
  saltedHash: (sha256: string) => string,
): ReadonlyMap<string, ApiKey> {
  return new Map(keys.map((key) => [saltedHash(key.sha256), key]));
}

function apiKey(settings: ApiKeySettings, text: string): ApiKey {
  const { name, sha256, ...grant } = settings;
  const end = new AbortController();
  // Each of the caller's subscriptions adds a listener.
  setMaxListeners(0, end.signal);
  const caller = callerWith(grant);
  const principal = { name: `key ${name}`, label: { key: name }, caller, until: null, withdrawn: end.signal };
  return { sha256: sha256.toLowerCase(), principal, text, end };
}
