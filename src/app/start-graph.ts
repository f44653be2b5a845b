import { ApolloServer } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from 'pino';
import { buildGraphSchema } from '../graph/schema/build-schema.js';
import { isPure } from '../graph/schema/pure-fields.js';
import { createApolloHandler } from '../http/apollo-handler.js';
import { createManifestCheck, resolveDocument } from '../operations/trusted-documents/resolve-document.js';
import { masksAnyone } from '../auth/auth.hook.js';
import { createPlanCache } from '../execution/plan-cache.js';
import { createFormatError } from '../operations/format-error.js';
import { createGraphqlHandler, type GraphqlRoute, type Handler } from '../http/graphql-route.js';
import { createDocumentCache } from '../operations/document-cache.js';
import { createCostCheck } from '../operations/limits/cost-check.js';
import type { OpenOperation, ServerContext } from '../operations/operation-context.js';
import { createOperationFastPath } from '../operations/operation-fast-path.js';
import { operationPlugin } from '../operations/operation.plugin.js';
import { MAX_ERRORS, validationRules } from '../operations/validation-rules.js';
import type { ServedSettings } from './server-options.js';
import { createSubscriptionParser } from '../subscriptions/parse-subscription.js';
import { readManifest, type Manifest } from '../operations/trusted-documents/manifest.js';

/**
 * The schema and the execution of one server's operations. Rejects with a SettingsError if the manifest of trusted
 * documents can't be served.
 */
export async function startGraph(
  { server, limits, auth, trustedDocuments: { mode, manifest: path }, federation }: ServedSettings,
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
  const planCache = createPlanCache(schema, isPure, documents.count);
  const apollo = new ApolloServer<ServerContext>({
    schema,
    plugins: [
      operationPlugin(checkCost, checkManifest, limits),
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
    ],
    documentStore: documents.store,
    persistedQueries: { cache: documents.texts },
    parseOptions: { maxLexicalTokens: limits.tokens },
    validationRules: rules,
    validationOptions: { maxErrors: MAX_ERRORS },
    executionOptions: { maxCoercionErrors: MAX_ERRORS },
    formatError,
    includeStacktraceInErrorResponses: false,
    // `rules` restrict introspection.
    introspection: true,
    stopOnTerminationSignals: false,
    logger: apolloLog(logger),
  });
  await apollo.start();

  return {
    manifest,
    formatError,
    parseSubscription: createSubscriptionParser({
      schema,
      rules,
      maxLexicalTokens: limits.tokens,
      trusted: (request) => resolveDocument(request, manifest, mode),
      checkManifest,
      checkCost,
      formatError,
    }),
    /** Creates the handler of queries and mutations. */
    createHandler(open: OpenOperation, options: Pick<GraphqlRoute, 'responses' | 'now'>): Handler {
      const parts = { schema, planCache, documents, checkCost, checkManifest, formatError, open, limits };
      return createGraphqlHandler({
        ...options,
        execute: createApolloHandler(apollo, open),
        fastPath: createOperationFastPath(parts),
      });
    },
    stop: () => apollo.stop(),
  };
}

/** Logs Apollo Server's warnings and errors up to the first colon: what follows quotes errors, which quote requests. */
function apolloLog(logger: Logger) {
  const cut = (message: unknown) => String(message).split(':')[0];
  return {
    debug: () => undefined,
    info: () => undefined,
    warn: (message: unknown) => logger.warn(cut(message)),
    error: (message: unknown) => logger.error(cut(message)),
  };
}
