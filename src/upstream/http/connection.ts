import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Request } from 'got';

/** Watches the connection of a request that is about to be sent. */
export function watchConnection(stream: Request) {
  let made = false;
  let isReused = false;
  let bytesReceived = () => 0;
  let certificateEnd = (): number | null => null;
  stream.once('request', (request: ClientRequest) => {
    request.once('socket', (socket: Socket) => {
      isReused = request.reusedSocket;
      const before = socket.bytesRead;
      bytesReceived = () => socket.bytesRead - before;
      certificateEnd = () => (socket instanceof TLSSocket ? endOf(socket) : null);
      if (socket.connecting) {
        socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => (made = true));
      } else {
        made = true;
      }
    });
  });
  return {
    /** Whether it was established, so that the provider may have received the request. */
    get made(): boolean {
      return made;
    },
    /** Whether it served another request before. */
    get isReused(): boolean {
      return isReused;
    },
    /** Whether a byte has arrived over it since the request was assigned to it. */
    get hasAnswered(): boolean {
      return bytesReceived() > 0;
    },
    /** When the peer's certificate expires, in milliseconds since the epoch; null without TLS. */
    certificateEnd: () => certificateEnd(),
  };
}

function endOf(socket: TLSSocket): number | null {
  const certificate = socket.getPeerX509Certificate();
  return certificate === undefined ? null : certificate.validToDate.getTime();
}
