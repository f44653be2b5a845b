import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { JwtSettings } from '../../src/config/settings.js';

export interface SigningKey {
  readonly kid: string;
  readonly alg: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function aKey(kid: string, alg = 'ES256'): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair(alg);
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, use: 'sig' } };
}

/** A token issuer on loopback that serves its key set over HTTP. */
export interface Issuer extends AsyncDisposable {
  readonly settings: JwtSettings;
  /** The keys in the key set. */
  keys: readonly SigningKey[];
  /** How the server responds to requests for the key set. */
  mood: 'well' | 'broken' | 'silent' | 'no JSON' | 'no content' | 'elsewhere';
  /** The number of requests for the key set. */
  readonly requests: number;
}

const AUDIENCE = 'switchboard';

export async function anIssuer(...keys: readonly SigningKey[]): Promise<Issuer> {
  const state = { requests: 0, mood: 'well' as Issuer['mood'], keys };
  const server = createServer((request, response) => {
    state.requests += 1;
    const set = JSON.stringify({ keys: state.keys.map(({ publicJwk }) => publicJwk) });
    if (request.url === '/other') response.end(set);
    else if (state.mood === 'well') response.end(set);
    else if (state.mood === 'broken') response.writeHead(500).end();
    else if (state.mood === 'no JSON') response.end('<html>');
    else if (state.mood === 'no content') response.writeHead(204).end();
    else if (state.mood === 'elsewhere') response.writeHead(302, { location: '/other' }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  return Object.assign(state, {
    settings: {
      jwksUrl: new URL(`${url}/keys`),
      issuer: url,
      audience: AUDIENCE,
      maskPersonalData: false,
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}

type Claims = Readonly<Record<string, unknown>>;

/** A token of this issuer for `acme`'s calls, valid for an hour. Overriding a claim with undefined removes it. */
export async function aToken(
  { settings }: Pick<Issuer, 'settings'>,
  key: SigningKey,
  overrides: Claims = {},
  header: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: settings.issuer,
    aud: AUDIENCE,
    sub: 'ewa',
    exp: now + 3600,
    workspaces: ['acme'],
    scope: 'openid calls:read',
    ...overrides,
  };
  return new SignJWT(claims)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}
