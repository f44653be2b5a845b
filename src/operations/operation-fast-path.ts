import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  GraphQLError,
  OperationTypeNode,
  type DocumentNode,
  type GraphQLFormattedError,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { LimitError } from '../domain/operation/limit-error.js';
import { isTurnOver, nextTurnOfSame } from '../domain/operation/turns.js';
import { MAX_RESPONSE_BYTES } from '../domain/operation/work-limits.js';
import { readRequest } from '../execution/graphql-js.js';
import type { PlanCache } from '../execution/plan-cache.js';
import type { Written } from '../execution/run.js';
import type { DocumentCache } from './document-cache.js';
import type { FormatError } from './format-error.js';
import type { CheckCost, CostLimits } from './limits/cost-check.js';
import type { OpenOperation, ServerContext } from './operation-context.js';
import { endedOperation, startedOperation } from './operation-outcomes.js';
import { lookupOf, type RequestLookup } from './request-parameters.js';
import { allExtensions } from './results/response-extensions.js';
import type { ManifestCheck } from './trusted-documents/resolve-document.js';

/** A query that Apollo has executed, and everything needed to execute it again. */
interface Prepared {
  readonly document: DocumentNode;
  /** The SHA-256 of its text. */
  readonly hash: string;
  readonly operation: OperationDefinitionNode;
  /** null if it has none. */
  readonly operationName: string | null;
  readonly contentType: string;
}

export type OperationFastPath = ReturnType<typeof createOperationFastPath>;

export interface OperationFastPathOptions {
  readonly schema: GraphQLSchema;
  readonly planCache: PlanCache;
  readonly documents: Pick<DocumentCache, 'count' | 'use'>;
  readonly checkCost: CheckCost;
  readonly checkManifest: ManifestCheck | null;
  readonly formatError: FormatError;
  readonly open: OpenOperation;
  readonly limits: CostLimits;
}

/** Bytes of a prepared request without its key, and of a character. */
const OVERHEAD = 500;
const CHARACTER = 2;
const NULL = Buffer.from('null');

/**
 * Executes queries that were sent before with the same text or hash, for which Apollo would repeat everything before
 * execution (reading, parsing, validation, plugins) with the same result. Executes them by a plan, and writes their
 * responses directly as JSON, identical to those of graphql-js. Leaves unusual requests, and those that must be
 * rejected, to Apollo and graphql-js; also, with the data that the operation has loaded, an operation with a null in a
 * non-null position: which fields are still resolved, and which errors are reported, then depends on graphql-js' order.
 * A prepared request is dropped with its document.
 */
export function createOperationFastPath(options: OperationFastPathOptions) {
  const { schema, planCache, documents, checkCost, checkManifest, formatError, open, limits } = options;
  const known = new Map<string, Prepared>();

  function keep(key: string, prepared: Prepared): void {
    const { document } = prepared;
    if (known.has(key) || !documents.use(document)) return;
    known.set(key, prepared);
    documents.count(document, CHARACTER * key.length + OVERHEAD, () => known.delete(key));
  }

  /** null if Apollo must execute the operation or report its error. */
  function planOf(
    { document, operation, operationName }: Prepared,
    context: ServerContext,
    variables: RequestLookup['variables'],
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
    const { caller, scope } = context;
    const limit = { bytes: MAX_RESPONSE_BYTES, exceeded: () => scope.work.rejectLongResponse() };
    const turns = { isOver: isTurnOver, next: () => nextTurnOfSame(caller) };
    const plan = planCache(document, execution);
    return plan && (() => plan(execution, caller.seesPersonalData, limit, turns));
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
      const { hash, operationName, contentType } = prepared;
      const operation = startedOperation(operationName, OperationTypeNode.QUERY);
      request.operation = operation;

      const written = await run();
      const { work } = context.scope;
      const problem = work.responseProblem();
      const result = problem === null ? written : nothing(problem);
      if (result === null) {
        work.recountValues();
        return null;
      }
      checkManifest?.(hash, operationName);
      const faults = [...result.errors, ...context.reported];
      const errors =
        faults.length === 0 ? undefined : faults.map((error) => formatError(error.toJSON(), error));
      const extensions = allExtensions(context, limits);
      const data = problem === null;
      request.operation = endedOperation(operation, context, { data, errors, extensions });
      reply.header('content-type', contentType);
      if (errors === undefined && extensions === undefined) return result.response;
      return serialized(result.data, errors, extensions);
    },
    /** Prepares the operation of a request that Apollo has executed, for later requests. */
    learn(request: FastifyRequest, reply: FastifyReply): void {
      const { apolloResponse } = request;
      const contentType = reply.getHeader('content-type');
      const key = lookupOf(request)?.key;
      if (key === undefined || apolloResponse === undefined || reply.statusCode !== 200) return;
      const { queryHash: hash, source, document, operation, operationName = null } = apolloResponse;
      if (operation?.operation !== OperationTypeNode.QUERY || document === undefined) return;
      // graphql-js creates objects for such variables.
      if (typeof contentType !== 'string' || source.includes('__proto__')) return;
      keep(key, { document, hash, operation, operationName, contentType });
    },
  };
}

/** The result of an operation whose response is too large. */
function nothing(problem: LimitError): Written {
  return {
    response: NULL,
    data: [NULL],
    errors: [new GraphQLError(problem.message, { originalError: problem })],
  };
}

/** A response whose data are already serialized, as Apollo writes it, in UTF-8. */
function serialized(
  data: readonly Uint8Array[],
  errors: readonly GraphQLFormattedError[] | undefined,
  extensions: Readonly<Record<string, unknown>> | undefined,
): Buffer {
  const before = errors === undefined ? '' : `"errors":${JSON.stringify(errors)},`;
  const behind = extensions === undefined ? '' : `,"extensions":${JSON.stringify(extensions)}`;
  return Buffer.concat([Buffer.from(`{${before}"data":`), ...data, Buffer.from(`${behind}}\n`)]);
}
