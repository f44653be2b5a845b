import Fastify, { type FastifyInstance } from 'fastify';
import type { ServedSettings } from '../../src/app/server-options.js';
import { startGraph } from '../../src/app/start-graph.js';
import { ANYBODY } from '../../src/auth/principal.js';
import { registerGraphqlParameters } from '../../src/http/graphql-parameters.js';
import { registerJsonBody } from '../../src/http/json-body.js';
import { createOperationOpener } from '../../src/operations/operation-context.js';
import { LIMITS } from '../config/default-limits.js';
import { aLogger } from '../support/a-logger.js';
import { SERVED } from '../support/a-switchboard.js';

/** A server with `/graphql` alone: without workspaces, authentication and the other hooks. */
export async function aGraphRoute(settings: Partial<ServedSettings> = {}): Promise<FastifyInstance> {
  const graph = await startGraph({ ...SERVED, ...settings }, aLogger().logger);
  const fastify = Fastify();
  registerJsonBody(fastify);
  registerGraphqlParameters(fastify);
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.principal = ANYBODY;
    done();
  });
  const now = () => 0;
  const open = createOperationOpener({
    workspaces: new Map(),
    deadline: 8,
    limits: LIMITS,
    now,
    observerOf: () => ({ used: () => undefined, loading: null }),
  });
  const handler = graph.createHandler(open, { responses: null, now });
  fastify.route({ method: ['GET', 'POST'], url: '/graphql', handler });
  fastify.addHook('onClose', () => graph.stop());
  return fastify;
}
