import { finished, Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { parametersOf } from '../operations/request-parameters.js';
import type { Results, Subscriptions } from './subscriptions.js';

/** Milliseconds between two comments, which keep the connection open through proxies. */
const PING = 12_000;

/**
 * Responds to a subscription with an event stream: GraphQL over Server-Sent Events, distinct connections mode. Reads the
 * next result only when the client can receive it.
 */
export async function sendEventStream(
  subscriptions: Subscriptions,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { raw } = reply;
  const { principal } = request;
  // A HEAD request opens nothing.
  const asked = request.method === 'HEAD' ? {} : parametersOf(request);
  const prepared = await subscriptions.prepare(asked, principal, () => raw.destroyed);
  const cut = () => void raw.destroy();
  const results = 'schema' in prepared ? subscriptions.open(prepared, { principal, cut }) : refused(prepared);
  const ping = setInterval(() => raw.writableNeedDrain || raw.write(COMMENT), PING);
  // Also calls back if the client has already left.
  finished(raw, () => {
    clearInterval(ping);
    void results.return(undefined);
  });
  return reply
    .headers({
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store, no-transform',
      'x-accel-buffering': 'no',
    })
    .send(Readable.from(messages(results), { highWaterMark: 1 }));
}

const COMMENT = ':\n\n';

async function* refused(errors: readonly GraphQLError[]): Results {
  yield await Promise.resolve({ errors });
}

async function* messages(results: Results): AsyncGenerator<string> {
  // Sends the response's head at once.
  yield COMMENT;
  for await (const result of results) yield `event: next\ndata: ${JSON.stringify(result)}\n\n`;
  yield 'event: complete\ndata:\n\n';
}
