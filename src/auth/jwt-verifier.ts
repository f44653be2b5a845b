import {
  createRemoteJWKSet,
  customFetch,
  errors,
  type FetchImplementation,
  jwtVerify,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import type { Logger } from 'pino';
import type { JwtSettings } from '../config/settings.js';
import { createKeyFetcher } from './fetch-keys.js';

/** A token's claims. EXPIRED, INVALID: the token must be rejected. UNKNOWN: the issuer's keys can't be read. */
export type VerifyToken = (token: string) => Promise<JWTPayload | 'EXPIRED' | 'INVALID' | 'UNKNOWN'>;

/** Asymmetric signatures only: with a symmetric one, anyone who can verify a token could also issue one. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Seconds by which the issuer's clock may differ. */
const CLOCK_TOLERANCE = 5;
/** Milliseconds for a request for the issuer's keys. */
const KEYS_TIMEOUT = 2000;
/** Milliseconds for which the issuer's keys are cached. */
const MAX_AGE = 600_000;
/** Minimum milliseconds between two requests for unknown keys. */
const COOLDOWN = 30_000;
/** Minimum milliseconds between two requests to an issuer that returned an empty key set. */
const EMPTY_COOLDOWN = 1000;

class KeysUnavailable extends Error {}

/** Verifies the signature, issuer, audience and expiry of tokens. */
export function createTokenVerifier(
  { jwksUrl, issuer, audience, proxy }: Omit<JwtSettings, 'maskPersonalData'>,
  logger: Logger,
): VerifyToken {
  const keyOf = issuersKeys(jwksUrl, createKeyFetcher(proxy), logger);
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keyOf, {
        algorithms: ALGORITHMS,
        issuer,
        audience,
        requiredClaims: ['exp'],
        clockTolerance: CLOCK_TOLERANCE,
        currentDate: new Date(Date.now()),
      });
      return payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'EXPIRED';
      return error instanceof errors.JOSEError ? 'INVALID' : 'UNKNOWN';
    }
  };
}

/** The issuer's key of a token. KeysUnavailable if the key set can't be read; JOSE's errors if it lacks the key. */
function issuersKeys(url: URL, fetchKeys: FetchImplementation, logger: Logger): JWTVerifyGetKey {
  const options = {
    timeoutDuration: KEYS_TIMEOUT,
    cacheMaxAge: MAX_AGE,
    cooldownDuration: COOLDOWN,
    [customFetch]: fetchKeys,
  };
  let keys = createRemoteJWKSet(url, options);
  let renewed = -Infinity;
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const isEmpty = keys.jwks()?.keys.length === 0;
      if (!isEmpty && isUnknownKey(error)) throw error;
      const now = performance.now();
      // An issuer without any key is broken, so its next key set is fetched before the cool-down ends.
      if (isEmpty && now - renewed >= EMPTY_COOLDOWN) {
        [keys, renewed] = [createRemoteJWKSet(url, options), now];
      }
      logger.error({ kind: error instanceof Error ? error.name : typeof error }, 'cannot fetch token keys');
      throw new KeysUnavailable();
    }
  };
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}
