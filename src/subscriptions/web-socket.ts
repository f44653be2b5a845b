import type { IncomingHttpHeaders } from 'node:http';
import type { WebsocketHandler } from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { handleProtocols, makeServer, type SubscribePayload } from 'graphql-ws';
import type { Logger } from 'pino';
import { isPrincipal, type AuthHook } from '../auth/auth.hook.js';
import { reviveInteger } from '../json/parse-json.js';
import { runProtocol, type SocketExtra, type SocketLimits } from './socket-connection.js';
import type { SocketQuota } from './socket-quota.js';
import type { Results, Subscriptions } from './subscriptions.js';

/** Close codes of the WebSocket protocol (RFC 6455, IANA's registry) and of graphql-transport-ws. */
const TRY_AGAIN_LATER = 1013;
const UNAUTHORIZED = 4401;

interface Extra extends SocketExtra {
  readonly request: FastifyRequest;
  headers: IncomingHttpHeaders;
  /** The last subscription of each id that isn't open yet. */
  readonly opening: Map<string, SubscribePayload>;
}

export interface WebSocketOptions {
  readonly subscriptions: Subscriptions;
  readonly authHook: AuthHook;
  /** Counts each connection before the handler receives it. */
  readonly quota: SocketQuota;
  readonly limits: SocketLimits;
  readonly logger: Logger;
}

/**
 * Creates the handler for subscriptions over a WebSocket (graphql-transport-ws). It reads credentials from
 * the headers of the upgrade, or from `x-api-key` and `authorization` in the payload of the first message.
 * Each subscription counts as a request.
 */
export function createWebSocketHandler(options: WebSocketOptions): WebsocketHandler {
  const { subscriptions, authHook, quota, limits, logger } = options;
  const opened = new WeakMap<ExecutionArgs, Results>();

  const server = makeServer<Record<string, unknown>, Extra>({
    onConnect({ extra, connectionParams, subscriptions: open }) {
      const { socket, request } = extra;
      return extra.handle(async () => {
        const headers = headersOf(extra.headers, connectionParams);
        const principal = await authHook.authenticate(request, headers);
        // The client may have disconnected during authentication.
        if (socket.readyState !== socket.OPEN) return false;
        if (!isPrincipal(principal)) {
          const { status, message } = principal;
          socket.close(status === 401 ? UNAUTHORIZED : TRY_AGAIN_LATER, message);
          return false;
        }
        if (!quota.authenticate(request, principal.name)) {
          socket.close(TRY_AGAIN_LATER, 'Too many connections.');
          return false;
        }
        extra.headers = headers;
        extra.acknowledge(open);
        return true;
      });
    },
    async onSubscribe(context, id, payload) {
      const { extra } = context;
      const { socket, request, headers, opening } = extra;
      opening.set(id, payload);
      // A closed connection has no subscriptions, either.
      const isCancelled = () => !(id in context.subscriptions) || opening.get(id) !== payload;
      const args = await extra.handle(async (refuse) => {
        const principal = await authHook.authenticate(request, headers);
        if (!isPrincipal(principal)) {
          refuse();
          const { code, message } = principal;
          return [new GraphQLError(message, { extensions: { code } })];
        }
        const prepared = await subscriptions.prepare({ ...payload }, principal, isCancelled);
        if (!('schema' in prepared)) return prepared;
        const execution: ExecutionArgs = { ...prepared, rootValue: undefined, contextValue: undefined };
        const cut = () => socket.terminate();
        opened.set(execution, subscriptions.open(prepared, { principal, cut }));
        return execution;
      });
      const wasCancelled = isCancelled();
      if (opening.get(id) === payload) opening.delete(id);
      return wasCancelled ? never() : args;
    },
    subscribe(args) {
      const results = opened.get(args);
      if (results === undefined) throw new TypeError('Subscriptions are prepared first.');
      return untilCompleted(results);
    },
    // Integers beyond 2^53 become bigints, as in the body of a plain request.
    jsonMessageReviver: reviveInteger,
  });

  return function answer(socket, request) {
    this.websocketServer.options.handleProtocols = handleProtocols;
    const { headers, raw } = request;
    const extraOf = (extra: SocketExtra) => ({ ...extra, request, headers, opening: new Map() });
    runProtocol(server, socket, raw.socket, extraOf, limits, logger);
  };
}

/**
 * For the library, a subscription never ends once its client has completed it: the library would complete the next one
 * with the same id, too.
 */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

/** The same results, without an end once the client has completed them. */
function untilCompleted(results: Results): Results {
  const next = results.next.bind(results);
  const end = results.return.bind(results);
  let isCompleted = false;
  results.next = async () => {
    const result = await next();
    return isCompleted ? never() : result;
  };
  results.return = (value) => {
    isCompleted = true;
    return end(value);
  };
  return results;
}

/** The headers that a connection parameter of the same name, in any case, replaces. */
const CREDENTIALS: ReadonlySet<string> = new Set(['x-api-key', 'authorization']);

function headersOf(
  headers: IncomingHttpHeaders,
  params: Readonly<Record<string, unknown>> = {},
): IncomingHttpHeaders {
  const all = { ...headers };
  for (const [name, value] of Object.entries(params)) {
    const header = name.toLowerCase();
    if (CREDENTIALS.has(header) && typeof value === 'string') all[header] = value;
  }
  return all;
}
