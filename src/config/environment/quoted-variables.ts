import type { SettingsProblem } from '../settings-error.js';
import type { Environment } from './environment.js';

/** Explains why quotes around a value are rejected; no setting needs them. */
export const WITHOUT_QUOTES =
  'without surrounding quotes, which docker run --env-file passes on as part of the value';

/** Whether a value has surrounding quotes, which a shell would have removed. */
export function isQuoted(value: string): boolean {
  return /^(["'])[^]*\1$/.test(value) && value.length > 1;
}

/** Other variables that apply with or without a settings file. */
const OTHERS: readonly string[] = ['NODE_ENV', 'NO_PROXY', 'no_proxy'];

/** The problems of variables whose values are quoted. */
export function quotedVariables(
  environment: Environment,
  names: readonly string[],
): readonly SettingsProblem[] {
  return [...OTHERS, ...names]
    .filter((name) => isQuoted(environment[name] ?? ''))
    .map((key) => ({ key, expected: `a value ${WITHOUT_QUOTES}` }));
}
