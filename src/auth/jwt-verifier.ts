import { request as requestHttp, type IncomingMessage } from 'node:http';
import { request as requestHttps } from 'node:https';
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
import type { JwtSettings, ProxySettings } from '../config/settings.js';
import { failureReason } from '../domain/upstream/failure-reason.js';
import { createAgents } from '../upstream/http/agents.js';

/** A token's claims. EXPIRED, INVALID: the token must be rejected. UNKNOWN: the issuer's keys can't be read. */
export type VerifyToken = (token: string) => Promise<JWTPayload | 'EXPIRED' | 'INVALID' | 'UNKNOWN'>;

/** Asymmetric signatures only: with a symmetric one, anyone who can verify a token could also issue one. */
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
/** Seconds by which the issuer's clock may differ. */
const CLOCK_TOLERANCE = 5;
/** Milliseconds for a request for the issuer's keys. */
const KEYS_TIMEOUT = 2000;
/** Milliseconds for which the issuer's keys are cached: half of the time after which a removed key has no effect. */
const MAX_AGE = 300_000;
/** Minimum milliseconds between two requests for unknown keys. */
const COOLDOWN = 30_000;
/** Minimum milliseconds between two requests to an issuer that returned an empty key set. */
const EMPTY_COOLDOWN = 1000;
/** In bytes; a key set has a few thousand. */
const MAX_BODY = 1024 ** 2;

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
  const keys = createRemoteJWKSet(url, {
    timeoutDuration: KEYS_TIMEOUT,
    // The library times both by the system's clock, which may be set back.
    cacheMaxAge: Infinity,
    cooldownDuration: Infinity,
    [customFetch]: fetchKeys,
  });
  let fetched = -Infinity;
  const areOlderThan = (age: number) => performance.now() - fetched >= age;
  /** An issuer without any key is broken. */
  const isEmpty = () => keys.jwks()?.keys.length === 0;

  async function reload(): Promise<void> {
    await keys.reload();
    fetched = performance.now();
  }

  const find: JWTVerifyGetKey = async (header, token) => {
    if (areOlderThan(MAX_AGE)) await reload();
    try {
      return await keys(header, token);
    } catch (error) {
      const isNew = error instanceof errors.JWKSNoMatchingKey;
      if (!isNew || !areOlderThan(isEmpty() ? EMPTY_COOLDOWN : COOLDOWN)) throw error;
      await reload();
      return keys(header, token);
    }
  };

  return async (header, token) => {
    try {
      return await find(header, token);
    } catch (error) {
      if (!isEmpty() && isUnknownKey(error)) throw error;
      logger.error(failureOf(error), 'cannot fetch token keys');
      throw new KeysUnavailable();
    }
  };
}

/** The kind of an error, never its message, and the reason if a connection failed. */
function failureOf(error: unknown): Readonly<Record<string, string>> {
  const { name, code } = Object(error) as { readonly name?: unknown; readonly code?: unknown };
  const isConnection = typeof code === 'string' && !(error instanceof errors.JOSEError);
  const kind = typeof name === 'string' ? name : typeof error;
  return { kind, ...(isConnection && { reason: failureReason(code) }) };
}

function isUnknownKey(error: unknown): boolean {
  return error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys;
}

/** Fetches key sets over separate connections, through a proxy if one applies to the address; follows no redirects. */
function createKeyFetcher(proxy: ProxySettings | undefined): FetchImplementation {
  const agents = createAgents({ keepAlive: false }, proxy);
  return async (address, { headers, method, signal }) => {
    const url = new URL(address);
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const options = { agent: agents.agentFor(url), method, headers: Object.fromEntries(headers), signal };
    try {
      const response = await new Promise<IncomingMessage>((resolve, reject) => {
        send(url, options, resolve).on('error', reject).end();
      });
      // Throws for a status without a body, such as 204.
      return new Response(await textOf(response), { status: response.statusCode ?? 500 });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  };
}

async function textOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const incoming: AsyncIterable<Buffer> = response;
  for await (const chunk of incoming) {
    bytes += chunk.length;
    if (bytes > MAX_BODY) throw new Error('The key set is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
