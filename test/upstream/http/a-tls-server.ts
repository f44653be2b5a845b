import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** The certificates of `certificates/`; all but `self-signed` are from `authority`. */
export type Certificate = 'good' | 'expired' | 'early' | 'other-host' | 'self-signed';

/** A TLS server on loopback. */
export interface TlsServer extends AsyncDisposable {
  readonly url: URL;
  /** The number of requests so far. */
  readonly arrived: number;
}

/** By default, it responds with 200 and `{}`. */
export async function startTlsServer(
  certificate: Certificate,
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_, response) =>
    void response.setHeader('content-type', 'application/json').end('{}'),
): Promise<TlsServer> {
  let arrived = 0;
  const server: Server = createServer({ key: pem('key'), cert: pem(certificate) }, (request, response) => {
    arrived += 1;
    answer(request, response);
  });
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`https://127.0.0.1:${String(port)}/`),
    get arrived() {
      return arrived;
    },
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Trusts `authority`, as NODE_EXTRA_CA_CERTS would; call the returned function to undo it. */
export function trustAuthority(): () => void {
  const trusted = getCACertificates();
  setDefaultCACertificates([...trusted, pem('authority')]);
  return () => setDefaultCACertificates(trusted);
}

/** The path of the authority's certificate, for NODE_EXTRA_CA_CERTS. */
export const AUTHORITY = fileURLToPath(new URL('certificates/authority.pem', import.meta.url));

function pem(name: string): string {
  return readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8');
}
