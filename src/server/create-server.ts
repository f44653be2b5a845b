import { ApolloServer } from '@apollo/server';
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import type { Workspace } from '../domain/sources.js';
import { buildGraphSchema } from '../graph/build-schema.js';
import { compiledExecution } from './compiled-execution.js';
import { createFormatError } from './format-error.js';
import { registerHealth } from './health.js';
import { openOperation, type ServerContext } from './operation-context.js';
import { registerPlayground } from './playground/playground.js';
import { registerRequestLog } from './request-log.js';

const MAX_REQUEST_BYTES = 256 * 1024;

/** The HTTP server over these workspaces, ready to listen; closing it ends Apollo too, but not the workspaces. */
export async function createServer(
  { upstream }: Pick<Settings, 'upstream'>,
  workspaces: ReadonlyMap<string, Workspace>,
  logger: Logger,
): Promise<FastifyInstance> {
  const fastify = Fastify({ bodyLimit: MAX_REQUEST_BYTES });
  const schema = await buildGraphSchema();
  const formatError = createFormatError(logger);
  const apollo = new ApolloServer<ServerContext>({
    schema,
    plugins: [
      fastifyApolloDrainPlugin(fastify),
      registerRequestLog(fastify, logger),
      compiledExecution(schema, formatError),
    ],
    formatError,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
    logger,
  });
  await apollo.start();

  registerHealth(fastify);
  await registerPlayground(fastify);
  fastify.route({
    url: '/graphql',
    method: ['GET', 'POST'],
    handler: fastifyApolloHandler(apollo, {
      context: (request, reply) =>
        Promise.resolve(openOperation(workspaces, upstream.deadline, request, reply)),
    }),
  });
  return fastify;
}
