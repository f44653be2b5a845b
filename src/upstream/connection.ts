import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { Request } from 'got';

/** Whether a request has had a connection, over which the provider may have got it. */
export interface Connection {
  readonly made: boolean;
}

/** Watches the connection of a request that is about to be sent. */
export function watchConnection(stream: Request): Connection {
  const connection = { made: false };
  stream.once('request', (request: ClientRequest) => {
    request.once('socket', (socket: Socket) => {
      if (socket.connecting) {
        socket.once(
          socket instanceof TLSSocket ? 'secureConnect' : 'connect',
          () => (connection.made = true),
        );
      } else {
        connection.made = true;
      }
    });
  });
  return connection;
}
