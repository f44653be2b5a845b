import { isLoopback } from './address.js';
import type { Environment } from './environment/environment.js';
import { at } from './schema/plain-data.js';
import { flag } from './schema/number-rules.js';
import { host } from './schema/text-rules.js';
import type { SettingsProblem } from './settings-error.js';

const PRODUCTION = 'production';

/** Whether `NODE_ENV` selects the production profile; every other value means development. */
export function isProduction({ NODE_ENV }: Environment): boolean {
  return NODE_ENV === PRODUCTION;
}

/** The problem of a `NODE_ENV` that is almost `production`: development would expose the schema and the playground. */
export function profileProblems(environment: Environment): readonly SettingsProblem[] {
  const meant = environment.NODE_ENV?.trim().toLowerCase() ?? '';
  if (isProduction(environment) || ![PRODUCTION, 'prod'].includes(meant)) return [];
  const expected = `exactly ${PRODUCTION}, or the name of another profile`;
  return [{ key: 'NODE_ENV', expected }];
}

/** Where settings come from and what they are for. */
export interface SettingsOrigin {
  readonly production: boolean;
  /** Whether a settings file, not the environment, describes the workspaces. */
  readonly isFile: boolean;
  /** The name under which `server.sandbox` is, or would be, set. */
  readonly key: string;
}

/**
 * The problem with serving, or not serving, the sandbox, if any. It is served if no workspace is listed, unless
 * `server.sandbox` is false; in production, or with an empty list, only if it is true. `written`: the settings as
 * written, which may be wrong.
 */
export function sandboxProblems(
  written: unknown,
  { production, isFile, key }: SettingsOrigin,
): readonly SettingsProblem[] {
  const served = flag.read(at(written, 'server', 'sandbox'));
  const workspaces = at(written, 'workspaces');
  if (Array.isArray(workspaces) && workspaces.length > 0) {
    if (at(written, 'sandbox') !== undefined)
      return [{ key: 'sandbox', expected: 'no sandbox section together with workspaces' }];
    return served === true ? [{ key, expected: 'false when a provider is configured' }] : [];
  }
  if (served === true) return [];
  if (workspaces === undefined && served === undefined && !production) return [];
  if (isFile) {
    const isOmitted = served === undefined && workspaces === undefined;
    const sandbox = ', or server.sandbox: true for made-up data, because NODE_ENV is production';
    const expected = `a list of at least one workspace${isOmitted ? sandbox : ''}`;
    return [{ key: 'workspaces', expected }];
  }
  const reason = served === undefined ? 'NODE_ENV is production' : 'it turns the sandbox off';
  const providers = 'the variables of a provider, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME';
  return [{ key, expected: `true for the sandbox’s made-up data, or ${providers}, because ${reason}` }];
}

/**
 * The problem if authentication is off although others can reach the server, by its address or in production.
 * `written`: the settings as written, which may be wrong.
 */
export function missingAuthProblems(
  written: unknown,
  { production, isFile }: Pick<SettingsOrigin, 'production' | 'isFile'>,
): readonly SettingsProblem[] {
  const address = host.read(at(written, 'server', 'host'));
  const isPublic = address !== undefined && !isLoopback(address);
  if (at(written, 'auth') !== undefined || (!isPublic && !production)) return [];
  const reason = isPublic ? 'the host is not a loopback address' : 'NODE_ENV is production';
  const [key, what] = isFile
    ? ['auth', 'apiKeys or jwt']
    : ['AUTH_API_KEY_SHA256', 'the SHA-256 of an API key'];
  return [{ key, expected: `${what}, because ${reason}; without it, anyone can read and write everything` }];
}
