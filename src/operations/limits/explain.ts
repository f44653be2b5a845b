import {
  getOperationAST,
  getVariableValues,
  GraphQLError,
  Kind,
  parse,
  specifiedRules,
  validate,
  type DocumentNode,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import type { LimitSettings } from '../../config/settings.js';
import { LimitError } from '../../domain/operation/limit-error.js';
import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import type { Estimate } from '../../graph/cost/estimate.js';
import { costProblem } from './cost-problem.js';
import { documentLimits } from './document-limits.js';
import { createEstimates } from './operation-cost.js';

/** The operation to explain. */
export interface ExplainInput {
  /** A GraphQL document. */
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Optional if the document has one operation. */
  readonly operationName: string | undefined;
  /** The workspaces that the caller sees. */
  readonly workspaces: readonly string[];
}

export interface Explanation {
  /** Lines, each ending with a newline. */
  readonly text: string;
  /** REFUSED: the operation exceeds a limit of the server. INVALID: the document or its variables are invalid. */
  readonly verdict: 'ALLOWED' | 'REFUSED' | 'INVALID';
}

/** Explains the maximum number of requests that an operation can send to each provider, and for which fields. */
export function explain(
  schema: GraphQLSchema,
  limits: LimitSettings,
  { text, operationName, variables, workspaces }: ExplainInput,
): Explanation {
  try {
    const document = validDocument(schema, limits, text);
    const operation = operationOf(document, operationName);
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (errors !== undefined) throw new AggregateError(errors);
    const visible = new Map(workspaces.map((id) => [id, { calls: null }]));
    const input = { document, operation, variables, workspaces: visible };
    const estimateOperation = createEstimates(schema);
    const estimate = estimateOperation(input);
    if (estimate === null) throw new GraphQLError('The variables don’t have the declared types.');
    const problem = costProblem(estimateOperation, input, estimate, limits);
    const verdict =
      problem?.message ??
      `The operation is within the limits: ${limits.requests} requests to each provider, ${limits.values} values.`;
    return {
      text: `${costLines(operation, estimate).join('\n')}\n${verdict}\n`,
      verdict: problem === null ? 'ALLOWED' : 'REFUSED',
    };
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    const isLimit = errors.some(
      (one) =>
        one instanceof LimitError || (one instanceof GraphQLError && one.originalError instanceof LimitError),
    );
    return { text: errors.map(lineOf).join(''), verdict: isLimit ? 'REFUSED' : 'INVALID' };
  }
}

function validDocument(schema: GraphQLSchema, limits: LimitSettings, text: string): DocumentNode {
  const document = parse(text, { maxLexicalTokens: limits.tokens });
  const errors = validate(schema, document, [...specifiedRules, documentLimits(limits)]);
  if (errors.length > 0) throw new AggregateError(errors);
  return document;
}

function operationOf(document: DocumentNode, name: string | undefined): OperationDefinitionNode {
  const operation = getOperationAST(document, name);
  if (operation) return operation;
  const names = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? (definition.name?.value ?? []) : [],
  );
  throw new GraphQLError(`--operation must name one of: ${names.join(', ')}`);
}

function costLines({ name, operation }: OperationDefinitionNode, estimate: Estimate): readonly string[] {
  const { requests, values, parts } = estimate;
  const width = String(Math.max(...Object.values(requests))).length;
  const line = (count: number, what: string) => `${String(count).padStart(width)}  ${what}`;
  return [
    `${operation} ${name?.value ?? ''}`.trim() + ' may send at most',
    ...PROVIDERS.flatMap((provider) => [
      `  ${line(requests[provider], `requests to ${provider}`)}`,
      ...parts
        .filter((part) => part.provider === provider)
        .map((part) => `      ${line(part.requests, part.path)}`),
    ]),
    `The response may have ${values} values.`,
  ];
}

/**
 * The line of a GraphQLError or LimitError, preceded by its position in the document, if any. Rethrows anything else.
 */
function lineOf(error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const place = error instanceof GraphQLError ? error.locations?.[0] : undefined;
  if (!(error instanceof GraphQLError) && !(error instanceof LimitError)) throw error;
  return `${place === undefined ? '' : `${place.line}:${place.column} `}${error.message}\n`;
}
