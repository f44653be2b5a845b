import { at } from './schema/at.js';
import { flag } from './schema/number-rules.js';
import type { SettingsProblem } from './settings-error.js';

/** Where settings come from and what they are for. */
export interface SettingsOrigin {
  readonly production: boolean;
  /** Whether a settings file describes the workspaces, and not the environment. */
  readonly isFile: boolean;
  /** The name under which `server.sandbox` is, or would be, set. */
  readonly key: string;
}

/**
 * What is wrong with serving the sandbox, or with not serving it; null if nothing is. It is served if no workspace is
 * listed, unless `server.sandbox` is false; in production, and in place of an empty list, only if it is true.
 * The settings are as they were written, and may be wrong.
 */
export function sandboxProblem(
  written: unknown,
  { production, isFile, key }: SettingsOrigin,
): SettingsProblem | null {
  const served = flag.read(at(written, 'server', 'sandbox'));
  const workspaces = at(written, 'workspaces');
  if (Array.isArray(workspaces) && workspaces.length > 0) {
    if (at(written, 'sandbox') !== undefined)
      return { key: 'sandbox', expected: 'no sandbox section together with workspaces' };
    return served === true ? { key, expected: 'false when a provider is configured' } : null;
  }
  if (served === true) return null;
  if (workspaces === undefined && served === undefined && !production) return null;
  if (isFile) return { key: 'workspaces', expected: missingInFile(served, workspaces !== undefined) };
  const reason = served === undefined ? 'NODE_ENV is production' : 'it turns the sandbox off';
  const providers = 'the variables of a provider, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME';
  return { key, expected: `true for the sandbox's made-up data, or ${providers}, because ${reason}` };
}

function missingInFile(served: boolean | undefined, isEmptyList: boolean): string {
  const workspaces = 'a list of at least one workspace';
  return served === false || isEmptyList
    ? workspaces
    : `${workspaces}, or server.sandbox: true for made-up data, because NODE_ENV is production`;
}
