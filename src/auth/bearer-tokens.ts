import { hash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { JwtSettings } from '../config/settings.js';
import { type Caller, callerWith, SCOPES } from '../domain/caller.js';
import type { NamedPrincipal } from './principal.js';

/** Maximum length of a token, in characters. */
const LONGEST_TOKEN = 8192;
/** Milliseconds for which a verified token is cached, after its key may have been cached for as long. */
const MAX_AGE = 300_000;
const REMEMBERED_TOKENS = 10_000;

/**
 * Verifies tokens according to these settings. Until `withdrawn` aborts, a token grants the scopes in its claim
 * `scope`, and access to those of these workspaces that its claim `workspaces` lists.
 */
export function createBearerTokens(
  settings: JwtSettings,
  workspaces: ReadonlySet<string>,
  logger: Logger,
  withdrawn: AbortSignal,
) {
  const { maskPersonalData } = settings;
  // Loaded only if tokens are accepted, because it slows down the start.
  const verifier = import('./jwt-verifier.js').then((module) => module.createTokenVerifier(settings, logger));
  const verified = new LRUCache<string, NamedPrincipal>({ max: REMEMBERED_TOKENS, ttl: MAX_AGE });
  const callers = new LRUCache<string, Caller>({ max: REMEMBERED_TOKENS });

  /**
   * One object for all tokens of a subject with the same rights, because event-loop time is shared between `Caller`
   * objects.
   */
  function sameCaller(name: string, caller: Caller): Caller {
    const key = `${name} ${caller.accessKey}`;
    const known = callers.get(key) ?? caller;
    callers.set(key, known);
    return known;
  }

  function principalOf(claims: JWTPayload, token: string): NamedPrincipal | null {
    const scopes = wordsOfScope(claims['scope']);
    const granted = namesOf(claims['workspaces']);
    // jose types it as a string, but doesn't check it.
    const subject: unknown = claims.sub;
    if (scopes === null || granted === null) return null;
    if (subject !== undefined && typeof subject !== 'string') return null;
    const caller = callerWith({
      workspaces: [...new Set(granted)].filter((id) => workspaces.has(id)),
      scopes: SCOPES.filter((scope) => scopes.includes(scope)),
      maskPersonalData,
    });
    const named =
      subject === undefined
        ? { name: `token ${digestOf(token)}`, label: { token: shortHash(token) } }
        : { name: `subject ${subject}`, label: { subject: shortHash(subject) } };
    return { ...named, caller: sameCaller(named.name, caller), until: (claims.exp ?? 0) * 1000, withdrawn };
  }

  return {
    /** The token's principal if the token was verified recently and hasn't expired; otherwise null. */
    remembered(token: string): NamedPrincipal | null {
      const principal = verified.get(digestOf(token)) ?? null;
      return Date.now() < (principal?.until ?? 0) ? principal : null;
    },
    /**
     * The token's principal. EXPIRED and INVALID mean that the token must be rejected, UNKNOWN that it can't be checked
     * because the issuer's keys can't be read. Takes at most 2 s.
     */
    async verify(token: string): Promise<NamedPrincipal | 'EXPIRED' | 'INVALID' | 'UNKNOWN'> {
      if (token.length > LONGEST_TOKEN) return 'INVALID';
      const claims = await (await verifier)(token);
      if (typeof claims === 'string') return claims;
      const principal = principalOf(claims, token);
      if (principal === null) return 'INVALID';
      verified.set(digestOf(token), principal);
      return principal;
    },
  };
}

function digestOf(token: string): string {
  return hash('sha256', token, 'base64');
}

/** Distinguishes senders in a log without identifying them. */
function shortHash(text: string): string {
  return hash('sha256', text, 'hex').slice(0, 16);
}

/** The words of a `scope`; empty if there is no such claim, null if it isn't a string (RFC 8693, 4.2). */
function wordsOfScope(scope: unknown): readonly string[] | null {
  if (scope === undefined) return [];
  return typeof scope === 'string' ? scope.split(' ') : null;
}

/** A list of names; empty if there is no such claim, null if it is anything else. */
function namesOf(claim: unknown): readonly string[] | null {
  if (claim === undefined) return [];
  if (!Array.isArray(claim)) return null;
  const names = claim.filter((name) => typeof name === 'string');
  return names.length === claim.length ? names : null;
}
