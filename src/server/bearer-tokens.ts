import { hash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { LRUCache } from 'lru-cache';
import type { Logger } from 'pino';
import type { JwtSettings } from '../config/settings.js';
import { callerWith, SCOPES } from '../domain/caller.js';
import type { KnownCaller } from './authenticate.js';

/** Checks JSON Web Tokens. */
export interface BearerTokens {
  /** Whose token this is, where it was verified lately and hasn't expired; null otherwise. */
  remembered(token: string): KnownCaller | null;
  /**
   * Whose token this is. EXPIRED and INVALID say that it must not be taken, UNKNOWN that this can't be told,
   * because the issuer's keys can't be read. Takes 2 s at most.
   */
  verify(token: string): Promise<KnownCaller | 'EXPIRED' | 'INVALID' | 'UNKNOWN'>;
}

/** Signatures that need a private key: with a symmetric one, whoever can check a token could write it. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Characters. */
const LONGEST_TOKEN = 8192;
/** Seconds by which the issuer's clock may differ. */
const CLOCK_TOLERANCE = 5;
/** Milliseconds for a request for the issuer's keys. */
const KEYS_TIMEOUT = 2000;
/** Milliseconds for which keys are taken for the issuer's, and tokens for verified. */
const MAX_AGE = 600_000;
/** Milliseconds between two requests for keys that nobody knew. */
const COOLDOWN = 30_000;
const REMEMBERED_TOKENS = 10_000;

class KeysUnavailable extends Error {}

/**
 * Tokens as these settings describe them, which grant what their `scope` and `workspaces` (of these) say until
 * `withdrawn` aborts.
 */
export function createBearerTokens(
  { jwksUrl, issuer, audience, maskPersonalData }: JwtSettings,
  workspaces: ReadonlySet<string>,
  logger: Logger,
  withdrawn: AbortSignal,
): BearerTokens {
  const keyOf = issuersKeys(jwksUrl, logger);
  const verified = new LRUCache<string, { readonly known: KnownCaller; readonly until: number }>({
    max: REMEMBERED_TOKENS,
  });

  function knownFrom(claims: JWTPayload): KnownCaller | null {
    const scopes = wordsOfScope(claims['scope']);
    const granted = namesOf(claims['workspaces']);
    if (scopes === null || granted === null) return null;
    const caller = callerWith({
      workspaces: [...new Set(granted)].filter((id) => workspaces.has(id)),
      scopes: SCOPES.filter((scope) => scopes.includes(scope)),
      maskPersonalData,
    });
    return { name: `subject ${claims.sub ?? ''}`, caller, until: (claims.exp ?? 0) * 1000, withdrawn };
  }

  return {
    remembered(token) {
      const entry = verified.get(digestOf(token));
      return entry !== undefined && Date.now() < entry.until ? entry.known : null;
    },
    async verify(token) {
      if (token.length > LONGEST_TOKEN) return 'INVALID';
      try {
        const { payload } = await jwtVerify(token, keyOf, {
          algorithms: ALGORITHMS,
          issuer,
          audience,
          requiredClaims: ['exp'],
          clockTolerance: CLOCK_TOLERANCE,
          currentDate: new Date(Date.now()),
        });
        const known = knownFrom(payload);
        if (known === null) return 'INVALID';
        const until = Math.min((payload.exp ?? 0) * 1000, Date.now() + MAX_AGE);
        verified.set(digestOf(token), { known, until });
        return known;
      } catch (error) {
        if (error instanceof errors.JWTExpired) return 'EXPIRED';
        return error instanceof errors.JOSEError ? 'INVALID' : 'UNKNOWN';
      }
    },
  };
}

/** The issuer's key of a token. KeysUnavailable where the key set can't be read; JOSE's errors where it hasn't the key. */
function issuersKeys(url: URL, logger: Logger): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: KEYS_TIMEOUT,
    cacheMaxAge: MAX_AGE,
    cooldownDuration: COOLDOWN,
  });
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) {
        throw error;
      }
      logger.error({ kind: error instanceof Error ? error.name : typeof error }, 'no keys to check tokens');
      throw new KeysUnavailable();
    }
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
