import { LRUCache } from 'lru-cache';
import type { Caller } from '../domain/caller.js';

/** An answer as it was sent. */
export interface KeptResponse {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** null if the operation has no name. */
  readonly operationName: string | null;
  /** Milliseconds by the server's clock. */
  readonly freshUntil: number;
  /** Whether a mutation changes something of it: it is then forgotten here, but not by whoever keeps a copy. */
  readonly writable: boolean;
}

/** Names a moment, to be compared with those at which workspaces were forgotten. */
export type Moment = number;

/** Whole answers by request, each for as long as everything that it was made of is fresh. */
export interface ResponseCache {
  moment(): Moment;
  /** The answer to a request of this key by a caller with the same rights; null if none is fresh. */
  find(key: string, caller: Caller): KeptResponse | null;
  /**
   * Keeps an answer whose operation began at that moment, unless it takes more than a 64th of all room, or a fresher
   * one is kept.
   */
  keep(key: string, began: Moment, response: KeptResponse): void;
  /**
   * Forgets every answer to callers who see this workspace whose operation began before. To be called when
   * something of the workspace was written, or isn't to be shown any more.
   */
  readonly forget: (workspace: string) => void;
}

export interface ResponseCacheOptions {
  readonly maxBytes?: number;
  /** The server's clock, in milliseconds; one that never goes back if absent. */
  readonly now?: (() => number) | undefined;
}

interface Entry extends KeptResponse {
  readonly began: Moment;
}

const MAX_BYTES = 64 * 1024 ** 2;
const SHARE_OF_ONE = 1 / 64;
/** What an answer takes beside its key and body, roughly. */
const OVERHEAD = 500;
/** Milliseconds after which answers that aren't fresh any more give their room back. */
const SWEEP = 60_000;

export function createResponseCache(options: ResponseCacheOptions = {}): ResponseCache {
  const { maxBytes = MAX_BYTES, now = () => performance.now() } = options;
  const entries = new LRUCache<string, Entry>({
    maxSize: maxBytes,
    maxEntrySize: Math.floor(maxBytes * SHARE_OF_ONE),
    sizeCalculation: ({ body }, key) => 2 * key.length + body.byteLength + OVERHEAD,
  });
  const forgotten = new Map<string, Moment>();
  let latest: Moment = 0;
  let swept = now();

  function sweep(): void {
    if (now() - swept < SWEEP) return;
    swept = now();
    for (const [key, { freshUntil }] of entries.entries()) if (freshUntil <= swept) entries.delete(key);
  }

  function isForgotten({ workspaces }: Caller, began: Moment): boolean {
    if (began === latest) return false;
    const seen = workspaces === 'EVERY' ? forgotten.keys() : workspaces;
    for (const workspace of seen) if ((forgotten.get(workspace) ?? 0) > began) return true;
    return false;
  }

  return {
    moment: () => latest,
    find(key, caller) {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      if (now() < entry.freshUntil && !isForgotten(caller, entry.began)) return entry;
      entries.delete(key);
      return null;
    },
    keep(key, began, response) {
      sweep();
      const kept = entries.get(key);
      if (kept !== undefined && kept.began >= began && kept.freshUntil > response.freshUntil) return;
      // A copy of its own: a small buffer would hold the whole pool that it is a part of.
      entries.set(key, { ...response, body: new Uint8Array(response.body), began });
    },
    forget(workspace) {
      latest += 1;
      forgotten.set(workspace, latest);
    },
  };
}
