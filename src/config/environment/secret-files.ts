import type { Environment } from './environment.js';
import { fileVariable, VARIABLES } from './settings-environment.js';
import type { SettingsProblem } from '../settings-error.js';

/** The text of the file at a path; throws Node's error if it can't be read. */
export type ReadFile = (path: string) => string;

/** The content of a file without its final newline, or what was expected of it. */
export type SecretText = { readonly text: string } | { readonly expected: string };

/** The variables that hold secrets. Each secret may instead be in a file, named by the same variable with `_FILE`. */
const SECRETS = VARIABLES.filter(({ secret }) => secret).map(({ name }) => name);

/** The variables that name the files of secrets. */
export const FILE_VARIABLES: readonly string[] = SECRETS.map(fileVariable);

/** The environment with the secrets of the files that it names, and the problems of those files. */
export function withSecretFiles(
  environment: Environment,
  readFile: ReadFile,
): { readonly environment: Environment; readonly problems: readonly SettingsProblem[] } {
  const filled: Record<string, string | undefined> = { ...environment };
  const problems: SettingsProblem[] = [];
  for (const name of SECRETS) {
    const found = environment[fileVariable(name)] ? secretOf(name, environment, readFile) : null;
    if (found === null) continue;
    if ('text' in found) filled[name] = found.text;
    else problems.push({ key: fileVariable(name), expected: found.expected });
  }
  return { environment: filled, problems };
}

/** The value of a variable or of the file that its `_FILE` variable names; null if neither is set. */
export function secretOf(name: string, environment: Environment, readFile: ReadFile): SecretText | null {
  const { [name]: value, [fileVariable(name)]: path } = environment;
  if (value && path) return { expected: `either ${name} or ${fileVariable(name)}, not both` };
  if (path) return readSecret(path, readFile);
  if (value && isQuoted(value)) return { expected: `the value of ${name} ${WITHOUT_QUOTES}` };
  return value ? { text: value } : null;
}

/** Reads a secret. `expected` never contains the path or a value. */
export function readSecret(path: string, readFile: ReadFile): SecretText {
  try {
    const text = readFile(path).replace(/\r?\n$/, '');
    if (isQuoted(text)) return { expected: 'a file whose text has no surrounding quotes' };
    return text === '' ? { expected: 'a file that isn’t empty' } : { text };
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'code' in error ? ` (${String(error.code)})` : '';
    return { expected: `a readable file${code}` };
  }
}

/** Explains why quotes around a value are rejected; no setting needs them. */
export const WITHOUT_QUOTES =
  'without surrounding quotes, which docker run --env-file passes on as part of the value';

/** Whether a value has surrounding quotes, which a shell would have removed. */
export function isQuoted(value: string): boolean {
  return /^(["'])[^]*\1$/.test(value) && value.length > 1;
}
