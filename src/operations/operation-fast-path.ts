import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  OperationTypeNode,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { record } from '../json/decode.js';
import { responseExtensions } from './results/response-extensions.js';
import { readRequest } from '../execution/graphql-js.js';
import type { PlanCache } from '../execution/plan-cache.js';
import { executePlan } from './plan-execution.js';
import type { FormatError } from './format-error.js';
import type { DocumentCache } from './document-cache.js';
import type { CheckCost } from './limits/cost-check.js';
import type { OpenOperation, ServerContext } from './operation-context.js';
import { isUncacheable } from './response-cache/response-key.js';
import { serializedResponse } from './results/serialized-response.js';

/** A query that Apollo has executed, and everything needed to execute it again. */
interface Prepared {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** null if it has none. */
  readonly operationName: string | null;
  readonly contentType: string;
}

export type OperationFastPath = ReturnType<typeof createOperationFastPath>;

export interface OperationFastPathOptions {
  readonly schema: GraphQLSchema;
  readonly planCache: PlanCache;
  readonly documents: Pick<DocumentCache, 'count' | 'use' | 'onForget'>;
  readonly checkCost: CheckCost;
  readonly formatError: FormatError;
  readonly open: OpenOperation;
  /** Whether a document with this SHA-256 hash may bypass Apollo and its plugins. */
  readonly mayPrepare: (hash: string) => boolean;
}

/** Bytes of a prepared request without its key, and of a character. */
const OVERHEAD = 500;
const CHARACTER = 2;

/**
 * Executes queries that were sent before with the same text, for which Apollo would repeat everything before execution
 * (reading, parsing, validation, plugins) with the same result. Leaves unusual requests, and those that must be
 * rejected, to Apollo. A prepared request is dropped with its document.
 */
export function createOperationFastPath(options: OperationFastPathOptions) {
  const { schema, planCache, documents, checkCost, formatError, open, mayPrepare } = options;
  const known = new Map<string, Prepared>();
  const keysOf = new WeakMap<DocumentNode, Set<string>>();

  documents.onForget((document) => {
    for (const key of keysOf.get(document) ?? []) known.delete(key);
    keysOf.delete(document);
  });

  function keep(key: string, prepared: Prepared): void {
    const { document } = prepared;
    if (known.has(key) || !documents.use(document)) return;
    const keys = keysOf.get(document) ?? new Set();
    keysOf.set(document, keys.add(key));
    known.set(key, prepared);
    documents.count(document, bytesOf(key));
  }

  function forget(key: string, { document }: Prepared): void {
    known.delete(key);
    keysOf.get(document)?.delete(key);
    documents.count(document, -bytesOf(key));
  }

  /** null if Apollo must execute the operation or report its error. */
  function planOf(
    { document, operation, operationName }: Prepared,
    context: ServerContext,
    variables: Variables,
  ) {
    const variableValues = variables ?? {};
    const execution = readRequest({ schema, document, operationName, variableValues, contextValue: context });
    if (execution === null) return null;
    try {
      context.plan.estimate = checkCost({
        document,
        operation,
        variables: variableValues,
        coerced: execution.variableValues,
        workspaces: context.workspaces,
      });
    } catch {
      return null;
    }
    const plan = planCache(document, execution);
    return plan && (() => executePlan(plan, execution, context));
  }

  return {
    /**
     * Executes the operation of a request by its plan, without Apollo, sets the content type and returns the body; null
     * if Apollo must execute it.
     */
    async execute(request: FastifyRequest, reply: FastifyReply): Promise<Buffer | null> {
      const lookup = lookupOf(request);
      const prepared = lookup === null ? undefined : known.get(lookup.key);
      if (lookup === null || prepared === undefined) return null;
      documents.use(prepared.document);
      const context = open(request, reply);
      const run = planOf(prepared, context, lookup.variables);
      if (run === null) return null;
      const { operationName, contentType } = prepared;
      const operation = { operationName, operationType: OperationTypeNode.QUERY, fromMemory: false };
      request.operation = { ...operation, outcome: 'FAILED', freshUntil: null, writable: false };

      const written = await run();
      const { scope, stale, freshness } = context;
      if (written === null || scope.work.responseProblem() !== null) {
        forget(lookup.key, prepared);
        scope.work.recountValues();
        return null;
      }
      const faults = [...written.errors, ...context.reported];
      const isWhole = faults.length === 0;
      const isFresh = isWhole && stale.size === 0 && freshness.until !== Infinity;
      request.operation = {
        ...operation,
        outcome: isWhole ? 'OK' : 'PARTIAL',
        freshUntil: isFresh ? freshness.until : null,
        writable: freshness.writable,
      };
      reply.header('content-type', contentType);
      const extensions = responseExtensions(context) ?? undefined;
      if (isWhole && extensions === undefined) return written.response;
      const errors = faults.map((error) => formatError(error.toJSON(), error));
      return serializedResponse(written.data, isWhole ? undefined : errors, extensions);
    },
    /** Prepares the operation of a request that Apollo has executed, for later requests. */
    learn(request: FastifyRequest, reply: FastifyReply): void {
      const { apolloResponse } = request;
      const contentType = reply.getHeader('content-type');
      const key = lookupOf(request)?.key;
      if (key === undefined || apolloResponse === undefined || reply.statusCode !== 200) return;
      const { queryHash: hash, source, document, operation, operationName = null } = apolloResponse;
      if (operation?.operation !== OperationTypeNode.QUERY || document === undefined) return;
      if (typeof contentType !== 'string' || source.includes('__proto__') || !mayPrepare(hash)) return;
      keep(key, { document, operation, operationName, contentType });
    },
  };
}

function bytesOf(key: string): number {
  return CHARACTER * key.length + OVERHEAD;
}

type Variables = Readonly<Record<string, unknown>> | null;

/** The variables of a request, and a key of everything else in it; null if Apollo must read it. */
function lookupOf({ method, headers, body }: FastifyRequest): { key: string; variables: Variables } | null {
  if (method !== 'POST' || isUncacheable(headers)) return null;
  const { query, operationName = null, variables = null, extensions = null } = record(body) ?? {};
  if (typeof query !== 'string') return null;
  if (operationName === '' || (operationName !== null && typeof operationName !== 'string')) return null;
  if (variables !== null && record(variables) === null) return null;
  // Apollo compares a persisted query with its hash. No other extension, such as a client's name, changes a response.
  const extended = extensions === null ? {} : record(extensions);
  if (extended === null || extended['persistedQuery'] !== undefined) return null;
  // A header contains no line break, and the query's length delimits it from the operation's name.
  const key = `${headers.accept ?? ''}\n${query.length}\n${query}${operationName ?? ''}`;
  return { key, variables: record(variables) };
}
