import { readFileSync } from 'node:fs';
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
import type { LimitSettings, Settings } from '../../config/settings.js';
import { LimitError } from '../../domain/operation/limit-error.js';
import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import type { Estimate } from '../../graph/cost/estimate.js';
import { buildGraphSchema } from '../../graph/schema/build-schema.js';
import { record } from '../../json/decode.js';
import { costProblem } from '../../operations/limits/cost-problem.js';
import { documentLimits } from '../../operations/limits/document-limits.js';
import { createEstimates } from '../../operations/limits/operation-cost.js';
import type { Options } from './arguments.js';
import { CommandError, EXIT_FAILURE, EXIT_USAGE } from './command-error.js';

/**
 * Prints the maximum number of requests that the operation in a file can send to each provider, and for which fields.
 * Resolves to 1 if the server would refuse it, otherwise to 0. Rejects with a CommandError if the operation is invalid
 * or can't be read.
 */
export async function runExplainCommand(
  file: string,
  { variables: given = '{}', operation: name }: Options,
  { limits, workspaces, sandbox }: Pick<Settings, 'limits' | 'workspaces' | 'sandbox'>,
  print: (text: string) => void,
): Promise<number> {
  const schema = await buildGraphSchema();
  const text = readText(file);
  const variables = readVariables(given);
  try {
    const document = validDocument(schema, limits, text);
    const operation = operationOf(document, name);
    const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (errors !== undefined) throw new AggregateError(errors);
    const ids = workspaces.length === 0 ? sandbox.workspaces : workspaces.map(({ id }) => id);
    const visible = new Map(ids.map((id) => [id, { calls: null }]));
    const input = { document, operation, variables, workspaces: visible };
    const estimateOperation = createEstimates(schema);
    const estimate = estimateOperation(input);
    if (estimate === null) throw new GraphQLError('The variables don’t have the declared types.');
    const problem = costProblem(estimateOperation, input, estimate, limits);
    const verdict =
      problem?.message ??
      `The operation is within the limits: ${limits.requests} requests to each provider, ${limits.values} values.`;
    print(`${costLines(operation, estimate).join('\n')}\n${verdict}\n`);
    return problem === null ? 0 : EXIT_FAILURE;
  } catch (error) {
    const errors: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
    const message = errors.map(lineOf).join('');
    if (!errors.some(isLimit)) throw new CommandError(message.trimEnd(), EXIT_USAGE);
    print(message);
    return EXIT_FAILURE;
  }
}

function isLimit(error: unknown): boolean {
  return (
    error instanceof LimitError ||
    (error instanceof GraphQLError && error.originalError instanceof LimitError)
  );
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

/** The variables of JSON, or of `@` and the name of a JSON file. */
function readVariables(given: string): Readonly<Record<string, unknown>> {
  try {
    const variables = record(JSON.parse(given.startsWith('@') ? readText(given.slice(1)) : given));
    if (variables !== null) return variables;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new CommandError('The variables must be a JSON object.', EXIT_USAGE);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    throw new CommandError(`The file ${file} can’t be read.`, EXIT_USAGE);
  }
}
