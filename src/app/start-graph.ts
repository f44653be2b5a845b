import type { FastifyInstance, RouteHandlerMethod } from 'fastify';
import type { Logger } from 'pino';
import type { AuthSettings, Settings } from '../config/settings.js';
import { buildGraphSchema } from '../graph/schema/build-schema.js';
import { isSettled } from '../graph/schema/pure-fields.js';
import { apolloHandler } from '../http/apollo-handler.js';
import { admitDocument } from '../operations/trusted-documents/resolve-document.js';
import { createAnsweredOperations, type AnsweredOperations } from '../operations/operation-outcomes.js';
import { masksAnyone } from '../auth/auth.hook.js';
import { createCompilations } from '../execution/plan-cache.js';
import { compiledExecution } from '../operations/plan-execution.plugin.js';
import { createApollo, MAX_ERRORS } from './create-apollo.js';
import { createFormatError, type FormatError } from '../operations/format-error.js';
import { answersOperations, type RouteOptions } from '../http/graphql-route.js';
import { createKeptDocuments } from '../operations/document-cache.js';
import { legacyStatus } from '../http/legacy-status.js';
import { documentLimits } from '../operations/limits/document-limits.js';
import { createAdmission, limitOperations } from '../operations/limits/cost-limit.plugin.js';
import type { OpenOperation } from '../operations/operation-context.js';
import { createPreparedOperations } from '../operations/operation-fast-path.js';
import { noIntrospection } from '../operations/introspection.js';
import { staleAnswers } from '../operations/stale.plugin.js';
import { type PrepareSubscription, preparesSubscriptions } from '../subscriptions/parse-subscription.js';
import { enforceManifest } from '../operations/trusted-documents/trusted-documents.hook.js';
import { readManifest, type Manifest } from '../operations/trusted-documents/manifest.js';
import { upstreamReport } from '../operations/upstream-report.js';

/** How the operations of one server are executed. */
export interface Graph {
  readonly manifest: Manifest;
  readonly operations: AnsweredOperations;
  readonly formatError: FormatError;
  readonly prepareSubscription: PrepareSubscription;
  /** Answers queries and mutations. */
  readonly answers: (
    fastify: FastifyInstance,
    open: OpenOperation,
    options: RouteOptions,
  ) => RouteHandlerMethod;
  readonly stop: () => Promise<void>;
}

export type GraphSettings = Pick<Settings, 'server' | 'limits' | 'trustedDocuments' | 'federation'> & {
  readonly auth: AuthSettings | null;
};

/** Rejects with a SettingsError where the manifest of trusted documents can't be served. */
export async function startGraph(
  { server, limits, auth, trustedDocuments: { mode, manifest: path }, federation }: GraphSettings,
  logger: Logger,
): Promise<Graph> {
  const schema = await buildGraphSchema({
    masking: masksAnyone(auth),
    authorization: auth !== null && federation.authorization,
  });
  const manifest: Manifest = path === null ? new Map() : await readManifest(path, schema);
  const formatError = createFormatError(logger, server);
  const rules = [documentLimits(limits), ...(server.introspection ? [] : [noIntrospection])];
  const documents = createKeptDocuments();
  const admit = createAdmission(schema, limits, documents.count);
  const operations = createAnsweredOperations();
  const compilations = createCompilations(schema, isSettled, documents.count);
  const plugins = [
    operations.plugin,
    limitOperations(admit, limits),
    compiledExecution(schema, compilations, formatError),
    staleAnswers(),
    upstreamReport(),
    legacyStatus(),
    enforceManifest(logger, manifest, mode),
  ];
  const apollo = createApollo({ schema, limits, rules, formatError, plugins, documents, logger });
  await apollo.start();

  return {
    manifest,
    operations,
    formatError,
    prepareSubscription: preparesSubscriptions({
      schema,
      rules,
      maxErrors: MAX_ERRORS,
      maxTokens: limits.tokens,
      trusted: (request) => admitDocument(request, manifest, mode),
      admit,
    }),
    answers(fastify, open, options) {
      const mayPrepare = (hash: string) => mode !== 'log' || manifest.has(hash);
      const parts = { schema, compilations, documents, admit, formatError, operations, open, mayPrepare };
      return answersOperations(fastify, {
        ...options,
        execute: apolloHandler(apollo, open),
        prepared: createPreparedOperations(parts),
        operations,
      });
    },
    stop: () => apollo.stop(),
  };
}
