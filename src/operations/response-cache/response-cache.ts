import { LRUCache } from 'lru-cache';
import type { Caller } from '../../domain/caller.js';

/** A response as it was sent. */
export interface CachedResponse {
  readonly body: Uint8Array;
  readonly contentType: string;
  /** null if the operation has no name. */
  readonly operationName: string | null;
  /** Milliseconds by the server's clock. */
  readonly freshUntil: number;
  /** Whether mutations can change its data. They invalidate it here, but not in caches of clients. */
  readonly writable: boolean;
}

/** A logical time, comparable with those at which workspaces were invalidated. */
export type Moment = number;

export type ResponseCache = ReturnType<typeof createResponseCache>;

interface Entry extends CachedResponse {
  readonly began: Moment;
}

const MAX_BYTES = 64 * 1024 ** 2;
const SHARE_OF_ONE = 1 / 64;
/** Bytes of an entry without its key and body, roughly. */
const OVERHEAD = 500;
/** Milliseconds between two removals of responses that are no longer fresh. */
const SWEEP = 60_000;

/** Caches whole responses by request, each as long as all of its data are fresh. `now`: the server's clock in ms. */
export function createResponseCache({ maxBytes = MAX_BYTES, now = () => performance.now() } = {}) {
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
    moment: (): Moment => latest,
    /** The fresh response for this key, which includes the caller's rights; null if there is none. */
    find(key: string, caller: Caller): CachedResponse | null {
      const entry = entries.get(key);
      if (entry === undefined) return null;
      if (now() < entry.freshUntil && !isForgotten(caller, entry.began)) return entry;
      entries.delete(key);
      return null;
    },
    /**
     * Caches a response whose operation began at that moment, unless it isn't fresh any more, takes more than a 64th of
     * the cache's memory, or a fresher one is cached.
     */
    keep(key: string, began: Moment, response: CachedResponse): void {
      if (response.freshUntil <= now()) return;
      sweep();
      const kept = entries.get(key);
      if (kept !== undefined && kept.began >= began && kept.freshUntil > response.freshUntil) return;
      entries.set(key, { ...response, body: withOwnMemory(response.body), began });
    },
    /**
     * Invalidates the responses to callers who see this workspace if their operation began before now. Must be called
     * when the workspace's data have changed or must no longer be shown.
     */
    forget: (workspace: string): void => {
      latest += 1;
      forgotten.set(workspace, latest);
    },
  };
}

/** The bytes, or a copy of a small Buffer, which would retain the whole pool that it is a part of. */
function withOwnMemory(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : new Uint8Array(bytes);
}
