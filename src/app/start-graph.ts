import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings, Settings } from '../config/settings.js';
import { buildGraphSchema } from '../graph/schema/build-schema.js';
import { isPathless, isPure } from '../graph/schema/pure-fields.js';
import { apolloHandler } from '../http/apollo-handler.js';
import { completeResponses } from '../operations/response-extensions.js';
import { createManifestCheck, resolveDocument } from '../operations/trusted-documents/resolve-document.js';
import { createOperationOutcomes } from '../operations/operation-outcomes.js';
import { masksAnyone } from '../auth/auth.hook.js';
import { createPlanCache } from '../execution/plan-cache.js';
import { planExecution } from '../operations/plan-execution.plugin.js';
import { createApollo } from './create-apollo.js';
import { createFormatError } from '../operations/format-error.js';
import { createGraphqlHandler, type RouteOptions } from '../http/graphql-route.js';
import { createDocumentCache } from '../operations/document-cache.js';
import { legacyStatus } from '../http/negotiation/legacy-status.js';
import { createCostCheck, costLimit } from '../operations/limits/cost-limit.plugin.js';
import type { OpenOperation } from '../operations/operation-context.js';
import { createOperationFastPath } from '../operations/operation-fast-path.js';
import { validationRules } from '../operations/validation-rules.js';
import { createSubscriptionParser } from '../subscriptions/parse-subscription.js';
import { enforceManifest } from '../operations/trusted-documents/trusted-documents.hook.js';
import { readManifest, type Manifest } from '../operations/trusted-documents/manifest.js';

/** The sections that the schema and its execution depend on. */
export type GraphSettings = Pick<Settings, 'server' | 'limits' | 'trustedDocuments' | 'federation'> & {
  readonly auth: AuthSettings | null;
};

/**
 * The schema and the execution of one server's operations. Rejects with a SettingsError if the manifest of trusted
 * documents can't be served.
 */
export async function startGraph(
  { server, limits, auth, trustedDocuments: { mode, manifest: path }, federation }: GraphSettings,
  logger: Logger,
) {
  const schema = await buildGraphSchema({
    masking: masksAnyone(auth),
    authorization: auth !== null && federation.authorization,
  });
  const manifest: Manifest = path === null ? new Map() : await readManifest(path, schema);
  const formatError = createFormatError(logger, server);
  const rules = validationRules(limits, server.introspection);
  const documents = createDocumentCache();
  const checkManifest = createManifestCheck(logger, manifest, mode);
  const checkCost = createCostCheck(schema, limits, documents.count);
  const operations = createOperationOutcomes();
  const planCache = createPlanCache(schema, isPure, documents.count, isPathless);
  const plugins = [
    operations.plugin,
    costLimit(checkCost),
    planExecution(schema, planCache, formatError),
    completeResponses(limits),
    legacyStatus(),
    enforceManifest(checkManifest),
  ];
  const apollo = createApollo({ schema, limits, rules, formatError, plugins, documents, logger });
  await apollo.start();

  return {
    manifest,
    operations,
    formatError,
    parseSubscription: createSubscriptionParser({
      schema,
      rules,
      maxLexicalTokens: limits.tokens,
      trusted: (request) => resolveDocument(request, manifest, mode),
      checkManifest,
      checkCost,
    }),
    /** Creates the handler of queries and mutations. */
    createHandler(fastify: FastifyInstance, open: OpenOperation, options: RouteOptions): RouteHandlerMethod {
      const mayPrepare = (hash: string) => mode !== 'log' || manifest.has(hash);
      const parts = { schema, planCache, documents, checkCost, formatError, operations, open, mayPrepare };
      return createGraphqlHandler(fastify, {
        ...options,
        execute: apolloHandler(apollo, open),
        fastPath: createOperationFastPath(parts),
        operations,
      });
    },
    stop: () => apollo.stop(),
  };
}
