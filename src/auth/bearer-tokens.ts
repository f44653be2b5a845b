import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { JwtSettings } from '../config/settings.js';
import { callerWith, SCOPES } from '../domain/caller.js';
import type { NamedPrincipal } from './principal.js';

/** Checks JSON Web Tokens. */
export interface BearerTokens {
  /** Whose token this is, where it was verified lately and hasn't expired; null otherwise. */
  remembered(token: string): NamedPrincipal | null;
  /**
   * Whose token this is. EXPIRED and INVALID say that it must not be taken, UNKNOWN that this can't be told,
   * because the issuer's keys can't be read. Takes 2 s at most.
   */
  verify(token: string): Promise<NamedPrincipal | 'EXPIRED' | 'INVALID' | 'UNKNOWN'>;
}

/** Characters. */
const LONGEST_TOKEN = 8192;
/** Milliseconds for which tokens are taken for verified. */
const MAX_AGE = 600_000;
const REMEMBERED_TOKENS = 10_000;

/**
 * Tokens as these settings describe them, which grant what their `scope` and `workspaces` (of these) say until
 * `withdrawn` aborts.
 */
export function createBearerTokens(
  settings: JwtSettings,
  workspaces: ReadonlySet<string>,
  logger: Logger,
  withdrawn: AbortSignal,
): BearerTokens {
  const { maskPersonalData } = settings;
  // Loaded only where tokens are taken: it would make every start longer.
  const verifier = import('./jwt-verifier.js').then((module) => module.createTokenVerifier(settings, logger));
  const verified = new LRUCache<string, { readonly known: NamedPrincipal; readonly until: number }>({
    max: REMEMBERED_TOKENS,
  });

  function knownFrom(claims: JWTPayload, token: string): NamedPrincipal | null {
    const scopes = wordsOfScope(claims['scope']);
    const granted = namesOf(claims['workspaces']);
    if (scopes === null || granted === null) return null;
    const caller = callerWith({
      workspaces: [...new Set(granted)].filter((id) => workspaces.has(id)),
      scopes: SCOPES.filter((scope) => scopes.includes(scope)),
      maskPersonalData,
    });
    const name = claims.sub === undefined ? `token ${digestOf(token)}` : `subject ${claims.sub}`;
    return { name, caller, until: (claims.exp ?? 0) * 1000, withdrawn };
  }

  return {
    remembered(token) {
      const entry = verified.get(digestOf(token));
      return entry !== undefined && Date.now() < entry.until ? entry.known : null;
    },
    async verify(token) {
      if (token.length > LONGEST_TOKEN) return 'INVALID';
      const claims = await (await verifier)(token);
      if (typeof claims === 'string') return claims;
      const known = knownFrom(claims, token);
      if (known === null) return 'INVALID';
      const until = Math.min((claims.exp ?? 0) * 1000, Date.now() + MAX_AGE);
      verified.set(digestOf(token), { known, until });
      return known;
    },
  };
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}

/** The words of a `scope`, none where there is no such claim; null where it isn't text (RFC 8693, 4.2). */
function wordsOfScope(scope: unknown): readonly string[] | null {
  if (scope === undefined) return [];
  return typeof scope === 'string' ? scope.split(' ') : null;
}

/** A list of names, empty where there is no such claim; null where it is anything else. */
function namesOf(claim: unknown): readonly string[] | null {
  if (claim === undefined) return [];
  if (!Array.isArray(claim)) return null;
  const names = claim.filter((name) => typeof name === 'string');
  return names.length === claim.length ? names : null;
}
