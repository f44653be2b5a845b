import { ANYONE, type Caller, callerWith } from '../domain/caller.js';

/** The sender of a request and its rights. */
export interface Principal {
  /** The name of its key or of its tokens' subject, used for rate limits; null if authentication is disabled. */
  readonly name: string | null;
  /** How log lines name it. */
  readonly label: PrincipalLabel;
  readonly caller: Caller;
  /** When its token expires, in milliseconds since the epoch; null if it has none. */
  readonly until: number | null;
  /** Aborts when its key, or the settings for its tokens, change; null if authentication is disabled. */
  readonly withdrawn: AbortSignal | null;
}

/**
 * The fields of a log line for a sender: the name of its key as configured; or the first 16 hexadecimal digits of the
 * SHA-256 of its tokens' `sub`, or of the token itself if it has none. Empty for an unknown sender.
 */
export type PrincipalLabel =
  | { readonly key: string }
  | { readonly subject: string }
  | { readonly token: string }
  | Readonly<Record<string, never>>;

/** An authenticated principal. */
export type NamedPrincipal = Principal & { readonly name: string };

/** Why a request is rejected, in words for its sender. */
export interface AuthError {
  readonly status: 401 | 429 | 503;
  readonly code: 'UNAUTHENTICATED' | 'RATE_LIMITED' | 'AUTHENTICATION_UNAVAILABLE';
  readonly message: string;
  /** Of the response: the challenge of a 401 (RFC 6750, 3), otherwise `Retry-After`. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The sender of a request that isn't authenticated. */
export const NOBODY: Principal = {
  name: null,
  label: {},
  caller: callerWith({ workspaces: [], scopes: [], maskPersonalData: true }),
  until: null,
  withdrawn: null,
};

/** Every sender if authentication is disabled. */
export const ANYBODY: Principal = { ...NOBODY, caller: ANYONE };
