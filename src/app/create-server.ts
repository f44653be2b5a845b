import Fastify, { type FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { milliseconds } from '../config/milliseconds.js';
import type { Workspace } from '../domain/sources.js';
import { createAuthHook } from '../auth/auth.hook.js';
import { registerForwardedFor } from '../auth/forwarded-for.js';
import { addressIn } from '../auth/network-of.js';
import { registerCacheControl } from '../http/cache-control.js';
import { sendClientError } from '../http/client-errors.js';
import { registerCorsCsrf } from '../http/cors-csrf.js';
import { registerContentNegotiation } from '../http/negotiation/content-negotiation.js';
import { registerGracefulShutdown } from '../http/graceful-shutdown.js';
import { registerGraphqlParameters } from '../http/graphql-parameters.js';
import { registerHealth } from '../http/health.js';
import { registerHostNames } from '../http/host-names.js';
import { registerJsonBody } from '../http/json-body.js';
import { registerMetrics, requireMetricsScope } from '../observability/metrics/metrics-route.js';
import { createOperationOpener } from '../operations/operation-context.js';
import { registerAcceptors } from '../http/backpressure/accept-connections.js';
import { limitPipelining, registerChunkLimit } from '../http/backpressure/connection-limits.js';
import { registerConnectionQueue } from '../http/backpressure/connection-queue.js';
import {
  LOAD_SHEDDING_LIMITS,
  measureEventLoop,
  registerLoadShedding,
} from '../http/backpressure/load-shedding.js';
import { registerPlayground } from '../http/playground/playground.js';
import { isUpgrade } from '../http/is-stream.js';
import { registerHttpErrors, registerNotFound, sendHttpError } from '../http/http-errors.js';
import { REQUEST_ID, registerRequestId, requestIdOf } from '../http/request-id.js';
import { observeRequests } from '../observability/observe-requests.js';
import { createMissingWorkspaceLog } from '../operations/missing-workspaces.js';
import { registerSecurityHeaders } from '../http/security-headers.js';
import { REQUEST_TIMES, type ServedSettings, type ServerOptions } from './server-options.js';
import { startGraph } from './start-graph.js';
import { registerStreams } from '../subscriptions/register-streams.js';
import { Subscriptions } from '../subscriptions/subscriptions.js';
import { registerUnsentResponses, UNSENT_LIMITS } from '../http/backpressure/unsent-responses.js';
import { registerTrustedDocuments } from '../operations/trusted-documents/trusted-documents.hook.js';
import { operationNames } from '../operations/trusted-documents/manifest.js';

const MAX_REQUEST_BYTES = 256 * 1024;
const GRAPHQL = '/graphql';
/** Keeps Fastify from loading its JSON schema compilers, which slow down the start. No route has a schema. */
const NO_SCHEMAS = { buildValidator: refuseSchema, buildSerializer: refuseSchema };
/** Milliseconds after which a closing server cuts connections that are still busy. */
const CLOSE_TIMEOUT = 9000;

/**
 * The HTTP server over these workspaces, ready to listen. Closing it answers accepted requests for up to 9 s and stops
 * Apollo, but leaves the workspaces open. Rejects with a SettingsError if the manifest of trusted documents can't be
 * served.
 */
export async function createServer(
  settings: ServedSettings,
  workspaces: ReadonlyMap<string, Workspace>,
  logger: Logger,
  {
    closing = new AbortController().signal,
    overload = LOAD_SHEDDING_LIMITS,
    unsent = UNSENT_LIMITS,
    times = REQUEST_TIMES,
    responses = null,
    metrics = null,
    traces = null,
    reloads,
    now = () => performance.now(),
    wallClock = Date.now,
    socketLimits,
  }: ServerOptions = {},
): Promise<FastifyInstance> {
  const { server, upstream, limits, subscriptions, auth, trustedDocuments } = settings;
  const fastify = Fastify({
    bodyLimit: MAX_REQUEST_BYTES,
    requestTimeout: times.request,
    keepAliveTimeout: milliseconds(server.keepAliveTimeout),
    trustProxy: server.trustedProxies.length > 0 && [...server.trustedProxies],
    // Fastify's 503 would have no error code; `registerGracefulShutdown` rejects late requests.
    return503OnClosing: false,
    http: {
      headersTimeout: times.headers,
      connectionsCheckingInterval: times.check,
      shouldUpgradeCallback: (request) => isUpgrade(request, GRAPHQL),
    },
    schemaController: { compilersFactory: NO_SCHEMAS },
    genReqId: requestIdOf,
    clientErrorHandler: sendClientError,
    frameworkErrors: (_error, { id }, reply) =>
      void sendHttpError(reply.headers({ 'cache-control': 'no-store', [REQUEST_ID]: id }), 404),
  });
  const graph = await startGraph(settings, logger);
  const { manifest } = graph;
  fastify.addHook('onClose', () => graph.stop());
  const ids = new Set(workspaces.keys());
  const authHook = createAuthHook(auth, ids, logger);
  reloads?.(authHook.reload);

  fastify.addHook('onRequest', (request, reply, done) => {
    request.principal = authHook.initial;
    // Most hooks listen for the end of the response; Node takes more than ten listeners for a leak.
    reply.raw.setMaxListeners(0);
    done();
  });
  registerForwardedFor(fastify);
  registerRequestId(fastify);
  metrics?.operations.trust(operationNames(manifest));
  const observerOf = observeRequests(fastify, GRAPHQL, {
    logger,
    metrics,
    traces,
    addressOf: ({ ip }) => (server.trustedProxies.length > 0 ? addressIn(ip) : null),
  });
  const openSubscriptions = new Subscriptions(workspaces, {
    ...subscriptions,
    parse: graph.parseSubscription,
    formatError: graph.formatError,
    deadline: upstream.deadline,
    limits,
    used: metrics?.upstream.used ?? (() => undefined),
    now: wallClock,
  });
  metrics?.observeSubscriptions(() => openSubscriptions.size);
  metrics?.archive.observe(workspaces, wallClock);
  const addRoutes = await registerStreams(fastify, {
    subscriptions: openSubscriptions,
    corsOrigins: server.corsOrigins,
    sockets: subscriptions,
    socketLimits,
    logger,
  });
  registerSecurityHeaders(fastify);
  registerCacheControl(fastify);
  limitPipelining(fastify.server);
  registerChunkLimit(fastify);
  // Before any hook that may reply, so that web pages can read every status.
  await registerCorsCsrf(fastify, GRAPHQL, server);
  registerConnectionQueue(fastify);
  registerGracefulShutdown(fastify, CLOSE_TIMEOUT);
  registerAcceptors(fastify);
  registerHttpErrors(fastify, logger);
  registerHostNames(fastify, server, auth !== null);
  registerNotFound(fastify);
  registerJsonBody(fastify);
  registerHealth(fastify, closing);
  if (server.playground) await registerPlayground(fastify);
  registerUnsentResponses(fastify, unsent);
  if (metrics !== null && server.metricsPort === null) {
    registerMetrics(fastify, metrics.registry, [authHook.onRequest, requireMetricsScope]);
  }
  const open = createOperationOpener({
    workspaces,
    deadline: upstream.deadline,
    limits,
    now,
    missingWorkspace: createMissingWorkspaceLog(ids, logger),
    observerOf,
  });
  await measureEventLoop(fastify);
  // The hooks of these routes alone run after those of every route.
  await fastify.register((routes, _options, done) => {
    registerGraphqlParameters(routes);
    registerContentNegotiation(routes);
    registerLoadShedding(routes, overload, () => metrics?.operations.refused('OVERLOADED'));
    if (auth !== null) routes.addHook('onRequest', authHook.onRequest);
    registerTrustedDocuments(routes, manifest, trustedDocuments.mode);
    addRoutes(routes, GRAPHQL, authHook, graph.createHandler(open, { responses, now }));
    done();
  });
  return fastify;
}

function refuseSchema(): never {
  throw new TypeError('Routes have no schemas.');
}
