import type { Caller } from '../domain/caller.js';

/** Who sends a request, and what they may do. */
export interface Principal {
  /** Of its key, or of the subject of its tokens; null if authentication is off. Rate limits go by it. */
  readonly name: string | null;
  readonly caller: Caller;
  /** When its token expires, in milliseconds since the epoch; null if it has none. */
  readonly until: number | null;
  /** Aborts when its key, or the settings for its tokens, change; null if authentication is off. */
  readonly withdrawn: AbortSignal | null;
}

/** A principal that has proved who it is. */
export type NamedPrincipal = Principal & { readonly name: string };
