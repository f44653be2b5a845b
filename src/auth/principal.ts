import type { Caller } from '../domain/caller.js';

/** The sender of a request and its rights. */
export interface Principal {
  /** The name of its key or of its tokens' subject, used for rate limits; null if authentication is disabled. */
  readonly name: string | null;
  readonly caller: Caller;
  /** When its token expires, in milliseconds since the epoch; null if it has none. */
  readonly until: number | null;
  /** Aborts when its key, or the settings for its tokens, change; null if authentication is disabled. */
  readonly withdrawn: AbortSignal | null;
}

/** An authenticated principal. */
export type NamedPrincipal = Principal & { readonly name: string };
