import type { IncomingHttpHeaders } from 'node:http';
import type { WebsocketHandler } from '@fastify/websocket';
import { GraphQLError, type ExecutionArgs } from 'graphql';
import { makeHandler, type Extra } from 'graphql-ws/use/@fastify/websocket';
import { tooEarly, type Door, type Rejection, type Sender } from '../authentication.js';
import type { FormatResult } from '../format-error.js';
import type { PreparedSubscription, PrepareSubscription } from './prepare-subscription.js';
import type { Subscriber, Subscriptions } from './subscriptions.js';

/** Close codes of the WebSocket protocol (RFC 6455, IANA's registry) and of graphql-transport-ws. */
const TRY_AGAIN_LATER = 1013;
const UNAUTHORIZED = 4401;

interface Opened {
  readonly prepared: PreparedSubscription;
  readonly subscriber: Subscriber;
}

/**
 * Answers subscriptions over a WebSocket (graphql-transport-ws). Credentials are the upgrade's headers, or
 * `x-api-key` and `authorization` of the first message's payload; every subscription counts as a request.
 */
export function answersWebSockets(
  prepare: PrepareSubscription,
  subscriptions: Subscriptions,
  formatResult: FormatResult,
  door: Door,
): WebsocketHandler {
  const opened = new WeakMap<ExecutionArgs, Opened>();

  return makeHandler<Record<string, unknown>, { headers: IncomingHttpHeaders }>({
    async onConnect({ extra, connectionParams }) {
      const { socket, request } = extra;
      extra.headers = headersOf(extra, connectionParams);
      const sender = await door.admit(request, extra.headers);
      if (isSender(sender)) return true;
      const reason = typeof sender === 'number' ? tooEarly(sender) : sender.message;
      const isUnknown = typeof sender === 'object' && sender.status === 401;
      socket.close(isUnknown ? UNAUTHORIZED : TRY_AGAIN_LATER, reason);
      return false;
    },
    async onSubscribe({ extra }, _id, payload) {
      const { socket, request, headers = {} } = extra;
      const sender = await door.admit(request, headers);
      if (!isSender(sender)) return [refusal(sender)];
      const prepared = prepare({ ...payload }, subscriptions.visibleTo(sender.caller));
      if (!('schema' in prepared)) return prepared;
      const args: ExecutionArgs = { ...prepared, rootValue: undefined, contextValue: undefined };
      const cut = () => {
        socket.terminate();
      };
      opened.set(args, { prepared, subscriber: { sender, cut } });
      return args;
    },
    subscribe(args) {
      const subscription = opened.get(args);
      if (subscription === undefined) throw new TypeError('Subscriptions are prepared first.');
      return subscriptions.open(subscription.prepared, subscription.subscriber);
    },
    onNext: (_context, _id, _payload, _args, result) => formatResult(result),
    onError: (_context, _id, _payload, errors) => formatResult({ errors }).errors,
    isProd: true,
  });
}

function headersOf({ request }: Extra, params: Readonly<Record<string, unknown>> = {}): IncomingHttpHeaders {
  const { 'x-api-key': key, authorization } = params;
  return {
    ...request.headers,
    ...(typeof key === 'string' && { 'x-api-key': key }),
    ...(typeof authorization === 'string' && { authorization }),
  };
}

function isSender(sender: Sender | Rejection): sender is Sender {
  return typeof sender === 'object' && 'caller' in sender;
}

function refusal(rejection: Rejection): GraphQLError {
  if (typeof rejection === 'number') {
    return new GraphQLError(tooEarly(rejection), { extensions: { code: 'RATE_LIMITED' } });
  }
  return new GraphQLError(rejection.message, { extensions: { code: rejection.code } });
}
