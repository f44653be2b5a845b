import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema, ValidationRule } from 'graphql';
import type { Logger } from 'pino';
import type { LimitSettings } from '../config/settings.js';
import type { FormatError } from '../operations/format-error.js';
import type { DocumentCache } from '../operations/document-cache.js';
import type { ServerContext } from '../operations/operation-context.js';
import { stringifyResult } from '../operations/serialized-response.js';
import { MAX_ERRORS } from '../operations/validation-rules.js';

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Pick<LimitSettings, 'tokens'>;
  /** In addition to those of the specification. */
  readonly rules: ValidationRule[];
  readonly formatError: FormatError;
  readonly plugins: readonly ApolloServerPlugin<ServerContext>[];
  /** Stores documents and the texts of persisted queries. */
  readonly documents: Pick<DocumentCache, 'store' | 'texts'>;
  readonly logger: Logger;
}

/**
 * Apollo Server for GraphQL over HTTP only, without landing page, usage reports or cache-control headers; not started.
 */
export function createApollo(options: ApolloOptions): ApolloServer<ServerContext> {
  const { schema, limits, rules, formatError, plugins, documents, logger } = options;
  return new ApolloServer<ServerContext>({
    schema,
    plugins: [
      ...plugins,
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
    stringifyResult,
    includeStacktraceInErrorResponses: false,
    // `rules` restrict introspection.
    introspection: true,
    stopOnTerminationSignals: false,
    logger: apolloLog(logger),
  });
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
