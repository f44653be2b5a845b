import type { SettingsProblem } from '../settings-error.js';
import type { Environment } from './environment.js';

/** Why quotes around a value are taken for a mistake; nothing that can be set needs them. */
export const WITHOUT_QUOTES =
  'without surrounding quotes, which docker run --env-file passes on as part of the value';

/** Whether a value of the environment has the quotes that a shell would have taken away. */
export function isQuoted(value: string): boolean {
  return /^(["'])[^]*\1$/.test(value) && value.length > 1;
}

/** Others that count with or without a settings file. */
const OTHERS: readonly string[] = ['NODE_ENV', 'NO_PROXY', 'no_proxy'];

/** Those of the variables whose values are quoted. */
export function quotedVariables(
  environment: Environment,
  names: readonly string[],
): readonly SettingsProblem[] {
  return [...OTHERS, ...names]
    .filter((name) => isQuoted(environment[name] ?? ''))
    .map((key) => ({ key, expected: `a value ${WITHOUT_QUOTES}` }));
}
