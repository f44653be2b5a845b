import { flagOf } from './document/setting-values.js';
import type { SettingsDocument } from './document/settings-document.js';
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
 */
export function sandboxProblem(
  { server, workspaces, sandbox }: Pick<SettingsDocument, 'server' | 'workspaces' | 'sandbox'>,
  { production, isFile, key }: SettingsOrigin,
): SettingsProblem | null {
  const flag = flagOf(server.sandbox);
  if (workspaces !== null && workspaces.length > 0) {
    if (sandbox !== null) return { key: 'sandbox', expected: 'nothing beside workspaces' };
    return flag === true ? { key, expected: 'false beside a provider' } : null;
  }
  if (flag === true) return null;
  if (workspaces === null && flag === null && !production) return null;
  if (isFile) return { key: 'workspaces', expected: missingInFile(flag, workspaces !== null) };
  const reason = flag === null ? 'NODE_ENV is production' : 'it turns the sandbox off';
  const providers = 'the variables of a provider, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME';
  return { key, expected: `true for the sandbox's made-up data, or ${providers}, as ${reason}` };
}

function missingInFile(flag: boolean | null, isEmptyList: boolean): string {
  const workspaces = 'a list of at least one workspace';
  return flag === false || isEmptyList
    ? workspaces
    : `${workspaces}, or server.sandbox: true for made-up data, as NODE_ENV is production`;
}
