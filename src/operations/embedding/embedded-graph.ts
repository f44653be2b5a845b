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
import type { Settings } from '../../config/settings.js';
import { ANYONE, callerWith, type Grant } from '../../domain/caller.js';
import type { Workspace } from '../../domain/sources.js';
import type { GraphContext } from '../../graph/loading/context.js';
import { buildGraphSchema } from '../../graph/schema/build-schema.js';
import { createFormatError } from '../format-error.js';
import { createCostCheck } from '../limits/cost-check.js';
import { openWork } from '../operation-context.js';
import { MAX_ERRORS, validationRules } from '../validation-rules.js';
import { finishedResult, publicError } from '../results/finished-result.js';

/** A query or mutation that has been parsed and validated. */
export interface GraphRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | null | undefined;
  readonly variableValues?: Readonly<Record<string, unknown>> | null | undefined;
}

export interface OperationOptions {
  /** The rights of the operation; `'ANYONE'` has every right in every workspace. */
  readonly caller: Grant | 'ANYONE';
  /** Aborts when the result is no longer needed. */
  readonly signal?: AbortSignal | undefined;
  /** Whether all data must be read live, without cache and archive; false if absent. */
  readonly live?: boolean | undefined;
}

/** One operation that another server executes. */
export interface Operation {
  /** The context for the schema's resolvers. You may add fields. */
  readonly context: GraphContext;
  /** Throws a GraphQLError if the operation can cost more than the settings' limits allow. Sends nothing. */
  check(request: GraphRequest): void;
  /**
   * The result as `/graphql` returns it: all errors with their codes, including those reported beside the data, and
   * `extensions.stale` and `extensions.archive`.
   */
  finish(result: ExecutionResult): ExecutionResult;
  /** Aborts everything that the operation still waits for. Must be called. */
  close(): void;
}

/** Switchboard's graph, for use in another server. Only Switchboard's own server supports subscriptions. */
export interface EmbeddedGraph {
  readonly schema: GraphQLSchema;
  /**
   * Rules for documents in addition to graphql-js': the settings' limits, no conditions on the root of a subscription, and
   * no introspection if disabled.
   */
  readonly validationRules: readonly ValidationRule[];
  /** Checks, executes and finishes one operation. Never rejects. */
  execute(request: GraphRequest, options: OperationOptions): Promise<ExecutionResult>;
  /** For servers that execute the schema by other means, for example as part of a larger one. */
  openOperation(options: OperationOptions): Operation;
}

/** Builds the schema, whose subscriptions fail when they are executed. Sends no request. */
export async function createEmbeddedGraph(
  { server, upstream: { deadline }, limits }: Pick<Settings, 'server' | 'upstream' | 'limits'>,
  workspaces: ReadonlyMap<string, Workspace>,
  logger: Logger,
): Promise<EmbeddedGraph> {
  const schema = await buildGraphSchema({ masking: true });
  refuseSubscriptions(schema);
  const formatError = createFormatError(logger, server);
  const checkCost = createCostCheck(schema, limits);

  function openOperation({ caller, signal, live = false }: OperationOptions): Operation {
    const rights = caller === 'ANYONE' ? ANYONE : callerWith(maskedByDefault(caller));
    const { close, ...work } = openWork({ workspaces, deadline, limits, caller: rights, readsLive: live });
    signal?.addEventListener('abort', close);
    if (signal?.aborted === true) close();
    return {
      context: work,
      check({ document, operationName, variableValues }) {
        const operation = getOperationAST(document, operationName);
        // graphql-js reports an unknown operation itself.
        if (!operation) return;
        checkCost({ document, operation, variables: variableValues ?? {}, workspaces: work.workspaces });
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
    validationRules: validationRules(limits, server.introspection),
    openOperation,
    async execute(request, operationOptions) {
      try {
        const operation = openOperation(operationOptions);
        try {
          operation.check(request);
          const options = { maxCoercionErrors: MAX_ERRORS };
          const { context: contextValue } = operation;
          return operation.finish(await execute({ ...request, schema, contextValue, options }));
        } finally {
          operation.close();
        }
      } catch (error) {
        return { errors: [publicError(error, formatError)] };
      }
    },
  };
}

/** The grant with `maskPersonalData`, which JavaScript programs may omit: true unless it is false. */
function maskedByDefault(grant: Omit<Grant, 'maskPersonalData'> & Partial<Grant>): Grant {
  return { ...grant, maskPersonalData: grant.maskPersonalData !== false };
}

/** Makes every subscription a BAD_USER_INPUT error, whether it is subscribed to or executed. */
function refuseSubscriptions(schema: GraphQLSchema): void {
  function refuse(): never {
    const extensions = { code: 'BAD_USER_INPUT' };
    throw new GraphQLError('Only Switchboard’s own server supports subscriptions.', { extensions });
  }
  for (const field of Object.values(schema.getSubscriptionType()?.getFields() ?? {})) {
    field.subscribe = refuse;
    field.resolve = refuse;
  }
}
