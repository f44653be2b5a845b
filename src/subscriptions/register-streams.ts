import fastifyWebsocket from '@fastify/websocket';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AuthHook } from '../auth/auth.hook.js';
import { sendEventStream } from './event-stream.js';
import { MAX_CHUNKS } from '../http/backpressure/connection-limits.js';
import type { Handler } from '../http/graphql-route.js';
import { sendHttpError, sendServiceUnavailable } from '../http/http-errors.js';
import { acceptsEventStream, isStream } from '../http/is-stream.js';
import type { Subscriptions } from './subscriptions.js';
import { SOCKET_LIMITS, type SocketLimits } from './socket-connection.js';
import { SocketQuota } from './socket-quota.js';
import { createWebSocketHandler } from './web-socket.js';

export interface StreamOptions {
  readonly subscriptions: Subscriptions;
  /** Origins other than the server's whose pages may open streams. */
  readonly corsOrigins: readonly string[];
  /** The maximum numbers of WebSockets that one caller, and all callers together, may have open. */
  readonly sockets: { readonly perCaller: number; readonly total: number };
  readonly socketLimits?: SocketLimits | undefined;
  readonly logger: Logger;
}

/** The maximum size of a client's message, in bytes. */
const MAX_MESSAGE = 256 * 1024;
/** The maximum number of frames of a message: parsing an empty one takes as long as parsing a long one. */
const MAX_FRAMES = 256;
/** Milliseconds for a client to confirm that its WebSocket is closed before its connection is terminated. */
const CLOSE_TIMEOUT = 1000;
const SOCKET_OPTIONS = {
  maxPayload: MAX_MESSAGE,
  maxFragments: MAX_FRAMES,
  maxBufferedChunks: MAX_CHUNKS,
  autoPong: false,
  closeTimeout: CLOSE_TIMEOUT,
};
const GOING_AWAY = 1001;

/**
 * Prepares a server for subscriptions; must run before its other hooks. Resolves to a function that adds the routes
 * GET and POST of an address: streams go to subscriptions, everything else to `handleOther`. When the server closes, it
 * ends the subscriptions first, because open connections would delay it.
 */
export async function registerStreams(fastify: FastifyInstance, streams: StreamOptions) {
  const { subscriptions, corsOrigins, sockets, logger } = streams;
  const limits = streams.socketLimits ?? SOCKET_LIMITS;

  fastify.addHook('preClose', async () => {
    // First: clients subscribe again over another connection only if their subscriptions weren't completed.
    for (const client of fastify.websocketServer.clients) {
      client.close(GOING_AWAY, 'The server is shutting down.');
    }
    await subscriptions.close();
  });
  await fastify.register(fastifyWebsocket, { options: SOCKET_OPTIONS });

  return (routes: FastifyInstance, url: string, authHook: AuthHook, handleOther: Handler): void => {
    const quota = new SocketQuota(sockets);
    const parts = { subscriptions, authHook, quota, limits, logger };
    const onRequest = (request: FastifyRequest, reply: FastifyReply, done: () => void) => {
      if (isStream(request) && isForeign(request, corsOrigins)) sendHttpError(reply, 403, FOREIGN);
      // Before the upgrade: a WebSocket would stay open until its client confirms that it is closed.
      else if (request.ws && !quota.open(request)) sendServiceUnavailable(reply, 'Too many connections.');
      else done();
    };
    const handler: Handler = (request, reply) =>
      acceptsEventStream(request)
        ? sendEventStream(subscriptions, request, reply)
        : handleOther(request, reply);
    const wsHandler = createWebSocketHandler(parts);
    routes.route({ url, method: 'GET', onRequest, handler, wsHandler });
    routes.route({ url, method: 'POST', onRequest, handler });
  };
}

const FOREIGN = 'This origin may not open streams; see server.corsOrigins.';

/**
 * Whether a browser sends the request for a page of an origin other than the server's and the allowed ones. A
 * proxy may rewrite `Host`, but no page can forge `Sec-Fetch-Site`.
 */
function isForeign({ headers }: FastifyRequest, origins: readonly string[]): boolean {
  const { origin, host } = headers;
  if (origin === undefined || origins.includes(origin)) return false;
  if (headers['sec-fetch-site'] === 'same-origin') return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}
