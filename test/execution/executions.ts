import Fastify from 'fastify';
import { startGraph } from '../../src/app/start-graph.js';
import { ANYBODY } from '../../src/auth/principal.js';
import { ANYONE, type Caller } from '../../src/domain/caller.js';
import type { Workspace } from '../../src/domain/sources.js';
import type { GraphContext } from '../../src/graph/loading/context.js';
import { createLoaders } from '../../src/graph/loading/loaders.js';
import { registerJsonBody } from '../../src/http/json-body.js';
import type { ServerContext } from '../../src/operations/operation-context.js';
import { ReceivedData } from '../../src/operations/received-data.js';
import { aLogger } from '../support/a-logger.js';
import { aScope } from '../support/a-scope.js';
import { SERVED } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

export interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
}

export interface Execution {
  /** The caller's whole response; the errors are sorted, because their order depends on timing. */
  readonly answer: {
    readonly status: number;
    readonly headers: readonly (readonly [string, unknown])[];
    /** The fields of the response, in order. */
    readonly fields: readonly string[];
    /** As JSON, so that the order of keys counts; without errors, the whole response to the byte. */
    readonly data: string | undefined;
    readonly errors: readonly string[];
    readonly extensions: unknown;
  };
  /** Whether a plan executed it, without Apollo and graphql-js. */
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

const NO_LIMITS = {
  tokens: Infinity,
  depth: Infinity,
  fields: Infinity,
  rootFields: Infinity,
  aliases: Infinity,
  directives: Infinity,
  requests: Infinity,
  values: Infinity,
};

/** The server's route without limits, whose operations have the given contexts. */
export async function startExecutor(): Promise<Executor> {
  const auth = anAuth([anApiKey('masked', { maskPersonalData: true })]);
  const settings = { ...SERVED, auth, federation: { authorization: false }, limits: NO_LIMITS };
  const graph = await startGraph(settings, aLogger().logger);
  const contexts = new Map<unknown, Omit<ServerContext, 'request'>>();
  const byApollo = new Set<unknown>();
  const fastify = Fastify({ bodyLimit: 16 * 1024 ** 2 });
  registerJsonBody(fastify);
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.principal = ANYBODY;
    done();
  });
  fastify.addHook('onSend', ({ headers, apolloResponse }, _reply, _payload, done) => {
    if (apolloResponse !== undefined) byApollo.add(headers['x-number']);
    done();
  });
  const open = (request: ServerContext['request']): ServerContext => {
    const context = contexts.get(request.headers['x-number']);
    if (context === undefined) throw new Error('no context');
    return (request.operationContext ??= { ...context, request });
  };
  const now = () => 0;
  fastify.post('/graphql', graph.createHandler(open, { responses: null, now }));
  fastify.addHook('onClose', () => graph.stop());
  let requests = 0;
  let documents = 0;

  async function execute(operation: Operation, context: GraphContext): Promise<Execution> {
    const number = String((requests += 1));
    const received = new ReceivedData(now, () => undefined);
    contexts.set(number, { ...context, received, reported: [], plan: { estimate: null } });
    const response = await fastify.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'x-number': number },
      payload: { ...operation },
    });
    contexts.delete(number);
    const { statusCode: status, body: text } = response;
    const fields: Readonly<Record<string, unknown>> = JSON.parse(text);
    const { data, errors = [], extensions } = fields;
    if (!Array.isArray(errors)) throw new TypeError('errors are a list');
    return {
      answer: {
        status,
        headers: Object.entries(response.headers).filter(([name]) => name !== 'date'),
        fields: Object.keys(fields),
        data: errors.length === 0 ? text : JSON.stringify(data),
        errors: errors.map((error) => JSON.stringify(error)).sort(),
        extensions,
      },
      isCompiled: !byApollo.delete(number),
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
    stop: () => fastify.close(),
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
