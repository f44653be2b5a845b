import { flagOf } from './setting-rules.js';
import type { SettingsDocument } from './settings-document.js';
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
 * What is wrong with serving the sandbox, or with not serving it; null if nothing is. It is served if no provider is
 * configured, unless `server.sandbox` is false; in production, and in place of the workspaces of a file, only if it is
 * true.
 */
export function sandboxProblem(
  { server, workspaces }: Pick<SettingsDocument, 'server' | 'workspaces'>,
  { production, isFile, key }: SettingsOrigin,
): SettingsProblem | null {
  const sandbox = flagOf(server.sandbox);
  if (workspaces.length > 0) return sandbox === true ? { key, expected: 'false beside a provider' } : null;
  if (sandbox === true) return null;
  if (isFile) return { key: 'workspaces', expected: 'a list of at least one workspace' };
  if (sandbox === null && !production) return null;
  const reason = sandbox === null ? 'NODE_ENV is production' : 'it turns the sandbox off';
  const providers = 'the variables of a provider, such as VOICENTER_CODE, RINGME_URL or CCRM_NAME';
  return { key, expected: `true for the sandbox's made-up data, or ${providers}, as ${reason}` };
}
