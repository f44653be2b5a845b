import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The maximum number of chunks of a body: each one costs the server work, even if it has only a few bytes. */
export const MAX_CHUNKS = 4096;
/**
 * The maximum number of requests of one connection that wait for their responses; browsers and gateways send
 * one at a time.
 */
export const MAX_PIPELINED = 64;

/** Node's `kOnBody`: the property of its parser with the callback for chunks of bodies. */
const ON_BODY = 3;

/** A part of Node's HTTP parser, which isn't documented. */
interface Parser {
  onIncoming: () => number;
  [ON_BODY]: unknown;
}

/** Reads a body. Terminates its connection if it has more than 4,096 chunks. */
export function limitChunks(body: IncomingMessage): void {
  let chunks = 0;
  body.on('data', () => {
    chunks += 1;
    if (chunks > MAX_CHUNKS) cutConnection(body.socket);
  });
}

/**
 * Limits the chunks of bodies that are still arriving when their response, such as a 401 or a 429, is sent. Node would
 * read and discard them to the end.
 */
export function registerChunkLimit(fastify: FastifyInstance): void {
  fastify.addHook('onSend', ({ raw }, _reply, _payload, done) => {
    if (!raw.complete && 'transfer-encoding' in raw.headers) limitChunks(raw);
    done();
  });
}

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

/**
 * Terminates a connection and stops Node's parser, which would otherwise parse the rest of the 64 KiB that it has read:
 * up to two thousand requests, or ten thousand chunks.
 */
function cutConnection(socket: Socket): void {
  socket.destroy();
  const parser = parserOf(socket);
  if (parser === null) return;
  const onBody = parser[ON_BODY];
  // A negative number is an error, which stops the parser.
  parser.onIncoming = () => -1;
  parser[ON_BODY] = undefined;
  // Node reuses its parsers, and sets `onIncoming` again for each connection.
  socket.prependOnceListener('close', () => (parser[ON_BODY] = onBody));
}

function parserOf(socket: Socket): Parser | null {
  const parser: unknown = Reflect.get(socket, 'parser');
  return isParser(parser) ? parser : null;
}

function isParser(value: unknown): value is Parser {
  return typeof value === 'object' && value !== null && 'onIncoming' in value && ON_BODY in value;
}
