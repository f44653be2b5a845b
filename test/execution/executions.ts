import { ApolloServer } from '@apollo/server';
import { aScope } from '../support/a-scope.js';
import { ANYONE, type Caller } from '../../src/domain/caller.js';
import type { Workspace } from '../../src/domain/sources.js';
import { buildGraphSchema } from '../../src/graph/schema/build-schema.js';
import type { GraphContext } from '../../src/graph/loading/context.js';
import { createLoaders } from '../../src/graph/loading/loaders.js';
import { createPlanCache } from '../../src/execution/plan-cache.js';
import { createPlanExecution } from '../../src/operations/plan-execution.js';
import { createFormatError } from '../../src/operations/format-error.js';
import { serializedBody } from '../../src/operations/results/serialized-response.js';
import { aLogger } from '../support/a-logger.js';
import { isPure } from '../../src/graph/schema/pure-fields.js';

export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface Execution {
  /** The caller's whole response; the errors are sorted, because their order depends on timing. */
  readonly answer: {
    readonly status: number | undefined;
    readonly headers: readonly (readonly [string, string])[];
    /** The fields of the response, in order. */
    readonly fields: readonly string[];
    /** As JSON, so that the order of keys counts; without errors, the whole response to the byte. */
    readonly data: string | undefined;
    readonly errors: readonly string[];
    readonly extensions: unknown;
  };
  /** Whether it was executed without graphql-js. */
  readonly isCompiled: boolean;
}

export interface Executor {
  execute(operation: Operation, context: GraphContext): Promise<Execution>;
  /**
   * Executes an operation as a new one, which graphql-js does, and again, which a plan does if there is one; each time
   * in a separate context. Returns the responses in that order, and the operation as asked.
   */
  executeTwice(
    operation: Operation,
    context: () => GraphContext | Promise<GraphContext>,
  ): Promise<{ readonly first: Execution; readonly second: Execution; readonly asked: Operation }>;
  stop(): Promise<void>;
}

/** Apollo with plan execution, as in the server. */
export async function startExecutor(): Promise<Executor> {
  const { logger } = aLogger();
  const schema = await buildGraphSchema();
  const formatError = createFormatError(logger, { introspection: true });
  const planCache = createPlanCache(schema, isPure, () => undefined);
  const executeByPlan = createPlanExecution(schema, planCache, formatError);
  const interpreted = new WeakSet<object>();
  const apollo = new ApolloServer<GraphContext>({
    schema,
    plugins: [
      {
        requestDidStart: () =>
          Promise.resolve({
            responseForOperation: executeByPlan,
            executionDidStart({ contextValue }) {
              interpreted.add(contextValue.loaders);
              return Promise.resolve();
            },
          }),
      },
    ],
    formatError,
    includeStacktraceInErrorResponses: false,
    introspection: true,
    stopOnTerminationSignals: false,
    logger,
  });
  await apollo.start();
  let documents = 0;

  async function execute(operation: Operation, contextValue: GraphContext): Promise<Execution> {
    const { http, body } = await apollo.executeOperation({ ...operation }, { contextValue });
    if (body.kind !== 'single') throw new Error('the answer comes in parts');
    const { data, errors = [], extensions, ...rest } = body.singleResult;
    const { errors: told } = body.singleResult;
    const text = String(serializedBody(body) ?? `${JSON.stringify({ errors: told, data, extensions })}\n`);
    const fields: Readonly<Record<string, unknown>> = JSON.parse(text);
    return {
      answer: {
        status: http.status,
        headers: [...http.headers],
        fields: Object.keys(fields),
        data: errors.length === 0 ? text : JSON.stringify(fields['data']),
        errors: errors.map((error) => JSON.stringify(error)).sort(),
        extensions: { ...rest, extensions },
      },
      isCompiled: !interpreted.has(contextValue.loaders) && data !== undefined,
    };
  }

  return {
    execute,
    async executeTwice(operation, context) {
      const asNew = { ...operation, query: `${operation.query}\n# ${String((documents += 1))}` };
      const first = await execute(asNew, await context());
      if (first.isCompiled) throw new Error('no answer of graphql-js to compare with');
      return { first, second: await execute(asNew, await context()), asked: asNew };
    },
    stop: () => apollo.stop(),
  };
}

/** A new context, by default for a caller that may do everything. */
export function aContext(
  workspaces: ReadonlyMap<string, Workspace>,
  signal: AbortSignal = new AbortController().signal,
  caller: Caller = ANYONE,
): GraphContext {
  const scope = aScope({ signal });
  return {
    workspaces,
    caller,
    scope,
    loaders: createLoaders(workspaces, scope, {}),
    missingWorkspace: () => undefined,
    report: () => undefined,
  };
}
