import {
  execute,
  getOperationAST,
  GraphQLError,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
  type ValidationRule,
} from 'graphql';
import type { Logger } from 'pino';
import type { LimitSettings, ServerSettings } from '../../config/settings.js';
import { ANYONE, callerWith, type Grant } from '../../domain/caller.js';
import type { Workspace } from '../../domain/sources.js';
import type { GraphContext } from '../../graph/loading/context.js';
import { buildGraphSchema } from '../../graph/schema/build-schema.js';
import { createFormatError } from '../format-error.js';
import { noIntrospection } from '../introspection.js';
import { archivesOf } from '../limits/archives-of.js';
import { createCostCheck } from '../limits/cost-limit.plugin.js';
import { documentLimits } from '../limits/document-limits.js';
import { openWork } from '../operation-context.js';
import { finishedResult, publicError } from './finished-result.js';

/** A query or mutation that has been parsed and validated. */
export interface GraphRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface OperationOptions {
  /** Whose rights it has; `'ANYONE'` has every right in every workspace. */
  readonly caller: Grant | 'ANYONE';
  /** Aborts when nobody waits for the answer any more. */
  readonly signal?: AbortSignal | undefined;
  /** Whether nothing may come from a cache or the archive; false if absent. */
  readonly live?: boolean | undefined;
}

/** One operation that another server executes. */
export interface Operation {
  /** What the schema's resolvers need; fields of your own may stand beside it. */
  readonly context: GraphContext;
  /** Throws a GraphQLError if the operation can cost more than the settings' limits allow. Sends nothing. */
  check(request: GraphRequest): void;
  /**
   * The result as `/graphql` tells it: errors with their codes, those that stand beside data among them, and
   * `extensions.stale` and `extensions.archive`.
   */
  finish(result: ExecutionResult): ExecutionResult;
  /** Ends what the operation still waits for; must be called. */
  close(): void;
}

/** Switchboard's graph for a server of one's own. Only Switchboard’s own server supports subscriptions. */
export interface EmbeddedGraph {
  readonly schema: GraphQLSchema;
  /** What documents must pass beside the rules of the specification: the settings' limits. */
  readonly validationRules: readonly ValidationRule[];
  /** Executes one operation, from its check to its end. Never rejects. */
  execute(request: GraphRequest, options: OperationOptions): Promise<ExecutionResult>;
  /** For someone who executes the schema by other means, such as a part of a larger one. */
  openOperation(options: OperationOptions): Operation;
}

export interface EmbeddedGraphOptions {
  readonly workspaces: ReadonlyMap<string, Workspace>;
  /** Seconds. */
  readonly deadline: number;
  readonly limits: LimitSettings;
  readonly server: Pick<ServerSettings, 'introspection'>;
  readonly logger: Logger;
}

export async function createEmbeddedGraph(options: EmbeddedGraphOptions): Promise<EmbeddedGraph> {
  const { workspaces, deadline, limits, server, logger } = options;
  const schema = await buildGraphSchema({ masking: true });
  const formatError = createFormatError(logger, server);
  const checkCost = createCostCheck(schema, limits);

  function openOperation({ caller, signal, live = false }: OperationOptions): Operation {
    const rights = caller === 'ANYONE' ? ANYONE : callerWith(caller);
    const { close, ...work } = openWork({ workspaces, deadline, limits, caller: rights, readsLive: live });
    signal?.addEventListener('abort', close);
    if (signal?.aborted === true) close();
    return {
      context: { ...work, ...NO_SUBSCRIPTIONS },
      check({ document, operationName, variableValues }) {
        const operation = getOperationAST(document, operationName);
        // graphql-js refuses an unknown operation in its own words.
        if (!operation) return;
        const variables = variableValues ?? {};
        checkCost({
          document,
          operation,
          variables,
          workspaces: [...work.workspaces.keys()],
          archives: archivesOf(work),
        });
      },
      finish: (result) => finishedResult(result, work, formatError),
      close() {
        signal?.removeEventListener('abort', close);
        close();
      },
    };
  }

  return {
    schema,
    validationRules: [documentLimits(limits), ...(server.introspection ? [] : [noIntrospection])],
    openOperation,
    async execute(request, operationOptions) {
      const operation = openOperation(operationOptions);
      try {
        operation.check(request);
        return operation.finish(await execute({ ...request, schema, contextValue: operation.context }));
      } catch (error) {
        return { errors: [publicError(error, formatError)] };
      } finally {
        operation.close();
      }
    },
  };
}

/** Fails the subscriptions of another server. */
const NO_SUBSCRIPTIONS = {
  callEvents(): never {
    const extensions = { code: 'BAD_USER_INPUT' };
    throw new GraphQLError('Only Switchboard’s own server supports subscriptions.', { extensions });
  },
};
