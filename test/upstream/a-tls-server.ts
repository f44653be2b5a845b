import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';

/** The certificates of `certificates/`; all but `self-signed` are from `authority`. */
export type Certificate = 'good' | 'expired' | 'early' | 'other-host' | 'self-signed';

/** A server on loopback that answers 200 and `{}` by TLS. */
export interface TlsServer extends AsyncDisposable {
  readonly url: URL;
  /** Requests that have arrived. */
  readonly arrived: number;
}

export async function startTlsServer(certificate: Certificate): Promise<TlsServer> {
  let arrived = 0;
  const server: Server = createServer({ key: pem('key'), cert: pem(certificate) }, (_, response) => {
    arrived += 1;
    response.setHeader('content-type', 'application/json').end('{}');
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

/** Trusts `authority`, as NODE_EXTRA_CA_CERTS would; the result ends that. */
export function trustAuthority(): () => void {
  const trusted = getCACertificates();
  setDefaultCACertificates([...trusted, pem('authority')]);
  return () => setDefaultCACertificates(trusted);
}

function pem(name: string): string {
  return readFileSync(new URL(`certificates/${name}.pem`, import.meta.url), 'utf8');
}
