import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings, Settings } from '../config/settings.js';
import type { Workspace } from '../domain/sources.js';
import { buildGraphSchema } from '../graph/build-schema.js';
import { createAnsweredOperations } from './answered-operations.js';
import { admitDocument } from './admit-document.js';
import { masksAnyone, registerAuthentication } from './authentication.js';
import { createCompilations } from './compilations.js';
import { compiledExecution } from './compiled-execution.js';
import { createApollo, MAX_ERRORS } from './create-apollo.js';
import { registerCrossSite } from './cross-site.js';
import { registerDrain } from './drain.js';
import { createFormatError } from './format-error.js';
import { answersOperations } from './graphql-route.js';
import { registerHealth } from './health.js';
import { registerJsonBody } from './json-body.js';
import { legacyStatus } from './legacy-status.js';
import { documentLimits } from './limits/document-limits.js';
import { createAdmission, limitOperations } from './limits/limit-operations.js';
import { countOperations } from './metrics/count-operations.js';
import type { Metrics } from './metrics/metrics.js';
import { METRICS, registerMetrics } from './metrics/metrics-route.js';
import { opensOperations } from './operation-context.js';
import { OVERLOAD_LIMITS, type OverloadLimits, registerOverload } from './overload.js';
import { registerPlayground } from './playground/playground.js';
import { createPreparedOperations } from './prepared-operations.js';
import { refuse, registerRefusals } from './refusals.js';
import { registerRequestLog } from './request-log.js';
import type { ResponseCache } from './response-cache.js';
import { NO_SCHEMAS } from './no-schemas.js';
import { noIntrospection } from './schema-secrecy.js';
import { registerSecurityHeaders } from './security-headers.js';
import { staleAnswers } from './stale-answers.js';
import { preparesSubscriptions } from './subscriptions/prepare-subscription.js';
import { registerStreams } from './subscriptions/register-streams.js';
import { Subscriptions } from './subscriptions/subscriptions.js';
import { observesOperations } from './tracing/observe-operations.js';
import { traceRequests } from './tracing/trace-requests.js';
import type { Traces } from './tracing/traces.js';
import { logUntrusted, registerTrustedDocuments } from './trusted-documents.js';
import { type Manifest, operationNames, readManifest } from './trusted-manifest.js';
import { upstreamReport } from './upstream-report.js';

const MAX_REQUEST_BYTES = 256 * 1024;
const GRAPHQL = '/graphql';
/** Milliseconds until connections are cut that are still busy when the server is closed. */
const PATIENCE = 9000;

export interface ServerOptions {
  /** Aborts some time before the server is closed: from then on it says that it isn't ready. */
  readonly closing?: AbortSignal;
  readonly overload?: OverloadLimits;
  readonly times?: RequestTimes;
  /** Keeps whole answers; must be told of every write. Nothing is kept where absent. */
  readonly responses?: ResponseCache | null;
  /** Is given what reloads the keys and tokens that are taken. */
  readonly reloads?: ((reload: (auth: AuthSettings) => void) => void) | undefined;
  /** By which new calls are looked for, in milliseconds since the epoch; the system's where absent. */
  readonly wallClock?: (() => number) | undefined;
  /** Counts what is answered; served at `/metrics` where it has no port of its own. Nothing is counted where absent. */
  readonly metrics?: Metrics | null;
  /** Where requests are traced; nowhere where absent. */
  readonly traces?: Traces | null;
  /** The server's clock, in milliseconds, and that of `responses`; one that never goes back where absent. */
  readonly now?: (() => number) | undefined;
}

/** Milliseconds in which a request must arrive, and how often that is looked at. */
export interface RequestTimes {
  readonly headers: number;
  /** With the headers. */
  readonly request: number;
  readonly check: number;
}

const REQUEST_TIMES: RequestTimes = { headers: 10_000, request: 30_000, check: 2000 };

export type ServedSettings = Pick<
  Settings,
  'server' | 'upstream' | 'limits' | 'subscriptions' | 'auth' | 'trustedDocuments'
>;

/**
 * The HTTP server over these workspaces, ready to listen. Closing it answers what was accepted within 9 s, and
 * ends Apollo too, but not the workspaces. Rejects with a SettingsError where the manifest of trusted documents can't
 * be served.
 */
export async function createServer(
  {
    server,
    upstream,
    limits,
    subscriptions,
    auth,
    trustedDocuments: { mode, manifest: path },
  }: ServedSettings,
  workspaces: ReadonlyMap<string, Workspace>,
  logger: Logger,
  {
    closing = new AbortController().signal,
    overload = OVERLOAD_LIMITS,
    times = REQUEST_TIMES,
    responses = null,
    metrics = null,
    traces = null,
    reloads,
    now = () => performance.now(),
    wallClock = Date.now,
  }: ServerOptions = {},
): Promise<FastifyInstance> {
  const fastify = Fastify({
    bodyLimit: MAX_REQUEST_BYTES,
    requestTimeout: times.request,
    // Its own 503 would have no code; `registerDrain` refuses what comes too late.
    return503OnClosing: false,
    http: {
      headersTimeout: times.headers,
      connectionsCheckingInterval: times.check,
      // Who offers another protocol, as curl does with HTTP/2, is answered by HTTP/1.1.
      shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
    },
    schemaController: NO_SCHEMAS,
    frameworkErrors: (_error, _request, reply) => void refuse(reply, 404),
  });
  const schema = await buildGraphSchema({ masking: masksAnyone(auth) });
  const manifest: Manifest = path === null ? new Map() : await readManifest(path, schema);
  const formatError = createFormatError(logger, server);
  const rules = [documentLimits(limits), ...(server.introspection ? [] : [noIntrospection])];
  const admit = createAdmission(schema, limits);
  const operations = createAnsweredOperations();
  const compilations = createCompilations(schema);
  const apollo = createApollo({
    schema,
    limits,
    rules,
    formatError,
    plugins: [
      operations.plugin,
      limitOperations(admit, limits),
      compiledExecution(schema, compilations, formatError),
      staleAnswers(),
      upstreamReport(),
      legacyStatus(),
      logUntrusted(logger, manifest, mode),
    ],
    logger,
  });
  await apollo.start();
  fastify.addHook('onClose', () => apollo.stop());

  registerRequestLog(fastify, logger, operations.of);
  metrics?.operations.trust(operationNames(manifest));
  if (metrics !== null) countOperations(fastify, GRAPHQL, operations, metrics.operations);
  const traceOf = traces === null ? () => null : traceRequests(fastify, GRAPHQL, operations, traces);
  const streams = await registerStreams(fastify, {
    prepare: preparesSubscriptions({
      schema,
      rules,
      maxErrors: MAX_ERRORS,
      maxTokens: limits.tokens,
      trusted: (request) => admitDocument(request, manifest, mode),
      admit,
    }),
    subscriptions: new Subscriptions(workspaces, {
      ...subscriptions,
      deadline: upstream.deadline,
      limits,
      now: wallClock,
    }),
    formatError,
    corsOrigins: server.corsOrigins,
    mostSockets: subscriptions.total,
  });
  await registerSecurityHeaders(fastify);
  registerDrain(fastify, PATIENCE);
  await registerCrossSite(fastify, GRAPHQL, server);
  registerRefusals(fastify, logger);
  await registerOverload(fastify, GRAPHQL, overload, () => metrics?.operations.refused('OVERLOADED'));
  const textOf = registerJsonBody(fastify);
  registerHealth(fastify, closing);
  if (server.playground) await registerPlayground(fastify);
  const ids = new Set(workspaces.keys());
  const door = await registerAuthentication(fastify, [GRAPHQL, METRICS], auth, ids, logger);
  registerTrustedDocuments(fastify, GRAPHQL, manifest, mode);
  reloads?.(door.reload);
  const callerOf = (request: FastifyRequest) => door.senderOf(request).caller;
  if (metrics !== null && server.metricsPort === null) registerMetrics(fastify, metrics.registry, callerOf);
  const open = opensOperations({
    workspaces,
    deadline: upstream.deadline,
    limits,
    callerOf,
    now,
    observerOf: observesOperations(metrics?.upstream.used ?? null, traceOf),
  });
  const answer = answersOperations(fastify, {
    execute: fastifyApolloHandler(apollo, {
      context: (request, reply) => Promise.resolve(open(request, reply)),
    }),
    prepared: createPreparedOperations({
      schema,
      compilations,
      admit,
      formatError,
      operations,
      open,
      mayPrepare: (hash) => mode !== 'log' || manifest.has(hash),
    }),
    operations,
    callerOf,
    textOf,
    responses,
    now,
  });
  streams.route(GRAPHQL, door, answer);
  return fastify;
}
