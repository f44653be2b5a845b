import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Request } from 'got';

/** Watches the connection of a request that is about to be sent. */
export function watchConnection(stream: Request) {
  const connection = {
    /** Whether it was established, so that the provider may have received the request. */
    made: false,
    /** Whether it served another request before. */
    isReused: false,
    /** Whether a byte has arrived over it since the request was assigned to it. */
    hasResponded: () => false,
    /** When the peer's certificate expires, in milliseconds since the epoch; null without TLS. */
    certificateEnd: (): number | null => null,
  };
  stream.once('request', (request: ClientRequest) => {
    request.once('socket', (socket: Socket) => {
      const isEncrypted = socket instanceof TLSSocket;
      const before = socket.bytesRead;
      connection.isReused = request.reusedSocket;
      connection.hasResponded = () => socket.bytesRead > before;
      if (isEncrypted) connection.certificateEnd = () => endOf(socket);
      if (!socket.connecting) connection.made = true;
      else socket.once(isEncrypted ? 'secureConnect' : 'connect', () => (connection.made = true));
    });
  });
  return connection;
}

function endOf(socket: TLSSocket): number | null {
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? null : certificate.validToDate.getTime();
}
