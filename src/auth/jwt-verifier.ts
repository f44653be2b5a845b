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

/** A token's claims; EXPIRED and INVALID say that it must not be taken, UNKNOWN that the issuer's keys can't be read. */
export type VerifyToken = (token: string) => Promise<JWTPayload | 'EXPIRED' | 'INVALID' | 'UNKNOWN'>;

/** Signatures that need a private key: with a symmetric one, whoever can check a token could write it. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Seconds by which the issuer's clock may differ. */
const CLOCK_TOLERANCE = 5;
/** Milliseconds for a request for the issuer's keys. */
const KEYS_TIMEOUT = 2000;
/** Milliseconds for which keys are taken for the issuer's. */
const MAX_AGE = 600_000;
/** Milliseconds between two requests for keys that nobody knew. */
const COOLDOWN = 30_000;
/** Milliseconds between two requests to an issuer that has answered an empty key set. */
const EMPTY_COOLDOWN = 1000;

class KeysUnavailable extends Error {}

/** Verifies the signature of tokens, whom they are from and for, and until when. */
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

/** The issuer's key of a token. KeysUnavailable where the key set can't be read; JOSE's errors where it hasn't the key. */
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
      // An issuer without any key is broken: its next key set is wanted before the cool-down is over.
      if (isEmpty && now - renewed >= EMPTY_COOLDOWN) {
        [keys, renewed] = [createRemoteJWKSet(url, options), now];
      }
      logger.error({ kind: error instanceof Error ? error.name : typeof error }, 'no keys to check tokens');
      throw new KeysUnavailable();
    }
  };
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}
