import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

/** A token issuer on loopback. */
export interface Issuer extends AsyncDisposable {
  readonly url: string;
  readonly audience: string;
  /** A new token for the workspace `acme`, valid for an hour; without a subject if that is null. */
  token(subject: string | null, scope: string): Promise<string>;
}

const ALGORITHM = 'ES256';
const AUDIENCE = 'switchboard';
export const KEY_ID = 'one';

export async function startIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const keys = JSON.stringify({ keys: [{ ...(await exportJWK(publicKey)), kid: KEY_ID, use: 'sig' }] });
  const server = createServer((_request, response) => response.end(keys));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('A server without a port.');
  const url = `http://127.0.0.1:${address.port}`;
  let number = 0;
  return {
    url,
    audience: AUDIENCE,
    token(subject, scope) {
      const jwt = new SignJWT({ workspaces: ['acme'], scope, jti: String((number += 1)) });
      if (subject !== null) jwt.setSubject(subject);
      jwt.setIssuer(url).setAudience(AUDIENCE).setExpirationTime('1h');
      return jwt.setProtectedHeader({ alg: ALGORITHM, kid: KEY_ID }).sign(privateKey);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
