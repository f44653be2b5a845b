import { readFileSync } from 'node:fs';
import type { Settings } from '../../config/settings.js';
import { buildGraphSchema } from '../../graph/schema/build-schema.js';
import { record } from '../../json/decode.js';
import { explain } from '../../operations/limits/explain.js';
import type { Options } from './arguments.js';
import { CommandError, EXIT_FAILURE, EXIT_USAGE } from './command-error.js';

/**
 * Prints the maximum cost of the operation in a file. Resolves to 1 if the server would refuse it, otherwise to 0.
 * Rejects with a CommandError if the operation is invalid or can't be read.
 */
export async function runExplainCommand(
  file: string,
  { variables = '{}', operation }: Options,
  { limits, workspaces, sandbox }: Pick<Settings, 'limits' | 'workspaces' | 'sandbox'>,
  print: (text: string) => void,
): Promise<number> {
  const { text, verdict } = explain(await buildGraphSchema(), limits, {
    text: readText(file),
    variables: readVariables(variables),
    operationName: operation,
    workspaces: workspaces.length === 0 ? sandbox.workspaces : workspaces.map(({ id }) => id),
  });
  if (verdict === 'INVALID') throw new CommandError(text.trimEnd(), EXIT_USAGE);
  print(text);
  return verdict === 'REFUSED' ? EXIT_FAILURE : 0;
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
