import { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import type { Workspace } from '../domain/sources.js';
import { buildGraphSchema } from '../graph/build-schema.js';
import { createAuthenticate, registerAuthentication } from './authenticate.js';
import { compiledExecution } from './compiled-execution.js';
import { registerDrain } from './drain.js';
import { createFormatError } from './format-error.js';
import { registerHealth } from './health.js';
import { registerJsonBody } from './json-body.js';
import { openOperation, type ServerContext } from './operation-context.js';
import { OVERLOAD_LIMITS, type OverloadLimits, registerOverload } from './overload.js';
import { registerPlayground } from './playground/playground.js';
import { registerRequestLog } from './request-log.js';
import { staleAnswers } from './stale-answers.js';

const MAX_REQUEST_BYTES = 256 * 1024;
const GRAPHQL = '/graphql';
/** Milliseconds until connections are cut that are still busy when the server is closed. */
const PATIENCE = 9000;

export interface ServerOptions {
  /** Aborts some time before the server is closed: from then on it says that it isn't ready. */
  readonly closing?: AbortSignal;
  readonly limits?: OverloadLimits;
}

/**
 * The HTTP server over these workspaces, ready to listen. Closing it answers what was accepted within 9 s, and
 * ends Apollo too, but not the workspaces.
 */
export async function createServer(
  { upstream, auth }: Pick<Settings, 'upstream' | 'auth'>,
  workspaces: ReadonlyMap<string, Workspace>,
  logger: Logger,
  { closing = new AbortController().signal, limits = OVERLOAD_LIMITS }: ServerOptions = {},
): Promise<FastifyInstance> {
  const fastify = Fastify({ bodyLimit: MAX_REQUEST_BYTES });
  const schema = await buildGraphSchema();
  const formatError = createFormatError(logger);
  const apollo = new ApolloServer<ServerContext>({
    schema,
    plugins: [registerRequestLog(fastify, logger), compiledExecution(schema, formatError), staleAnswers()],
    formatError,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
    logger,
  });
  await apollo.start();
  fastify.addHook('onClose', () => apollo.stop());

  registerDrain(fastify, PATIENCE);
  await registerOverload(fastify, GRAPHQL, limits);
  registerJsonBody(fastify);
  registerHealth(fastify, closing);
  await registerPlayground(fastify);
  const callerOf = registerAuthentication(fastify, GRAPHQL, createAuthenticate(auth));
  fastify.route({
    url: GRAPHQL,
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler(apollo, {
      context: (request, reply) =>
        Promise.resolve(openOperation(workspaces, upstream.deadline, callerOf(request), request, reply)),
    }),
  });
  return fastify;
}
