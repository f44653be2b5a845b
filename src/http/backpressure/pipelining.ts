import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { cutConnection } from './cut-connection.js';

/**
 * The maximum number of requests of one connection that wait for their responses; browsers and gateways send
 * one at a time.
 */
export const MAX_PIPELINED = 64;

/**
 * Terminates a connection that pipelines too many requests, all of which Node would keep in memory. If a connection
 * ends, closes all of its responses: Node before version 24 closes only the one that it is sending.
 */
export function limitPipelining(server: Server): void {
  const listeners = server.listeners('request');
  const open = new WeakMap<Socket, number>();
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    const requests = (open.get(socket) ?? 0) + 1;
    if (requests > MAX_PIPELINED) {
      cutConnection(socket);
      return;
    }
    open.set(socket, requests);
    response.once('close', () => open.set(socket, (open.get(socket) ?? 1) - 1));
    request.once('close', () => socket.destroyed && close(response));
    for (const listener of listeners) Reflect.apply(listener, server, [request, response]);
  });
}

/** Closes a response without a connection as Node does, because `destroy` would wait for one. */
function close(response: ServerResponse): void {
  if (response.closed) return;
  Object.assign(response.destroy(), { _closed: true });
  response.emit('close');
}
