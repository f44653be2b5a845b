import type { SettingsProblem } from '../settings-error.js';
import type { Environment } from './environment.js';

const PRODUCTION = 'production';

/** Whether `NODE_ENV` names the profile of production; every other value is development. */
export function isProduction({ NODE_ENV }: Environment): boolean {
  return NODE_ENV === PRODUCTION;
}

/** What is wrong with a `NODE_ENV` that almost names it: development would show the schema and the playground. */
export function profileProblems(environment: Environment): readonly SettingsProblem[] {
  const meant = environment.NODE_ENV?.trim().toLowerCase() ?? '';
  if (isProduction(environment) || ![PRODUCTION, 'prod'].includes(meant)) return [];
  const expected = `exactly ${PRODUCTION}, or the name of another profile`;
  return [{ key: 'NODE_ENV', expected }];
}
