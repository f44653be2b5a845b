import { hash, randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import type { ApiKeySettings } from '../config/settings.js';
import { callerWith } from '../domain/caller.js';
import type { NamedPrincipal } from './principal.js';

interface ApiKey {
  readonly principal: NamedPrincipal;
  /** All its settings as JSON, to detect changes. */
  readonly text: string;
  readonly end: AbortController;
}

/** The currently valid API keys. */
export function createApiKeys(settings: readonly ApiKeySettings[]) {
  const secret = randomBytes(32).toString('hex');
  const saltedHash = (sha256: string) => hash('sha256', secret + sha256);
  let byHash: ReadonlyMap<string, ApiKey> = new Map();

  /** Replaces the keys. `withdrawn` aborts for principals whose key was removed or changed. */
  function replace(next: readonly ApiKeySettings[]): void {
    const before = new Map(byHash.values().map((key) => [key.text, key]));
    byHash = new Map(
      next.map((each) => {
        const text = JSON.stringify(each);
        const key = before.get(text) ?? apiKey(each, text);
        before.delete(text);
        return [saltedHash(each.sha256.toLowerCase()), key];
      }),
    );
    for (const { end } of before.values()) end.abort();
  }

  replace(settings);
  return {
    /**
     * The principal of a key; null if the key is unknown. A single lookup by a hash that only this process can compute:
     * its duration neither grows with the number of keys nor reveals how much of a key, or of its hash, matches.
     */
    principalOf: (key: string): NamedPrincipal | null =>
      byHash.get(saltedHash(hash('sha256', key)))?.principal ?? null,
    replace,
  };
}

function apiKey({ name, sha256: _, ...grant }: ApiKeySettings, text: string): ApiKey {
  const end = new AbortController();
  // Each of the caller's subscriptions adds a listener.
  setMaxListeners(0, end.signal);
  const caller = callerWith(grant);
  const principal = { name: `key ${name}`, label: { key: name }, caller, until: null, withdrawn: end.signal };
  return { principal, text, end };
}
