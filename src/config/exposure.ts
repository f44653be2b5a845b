import { isLoopback } from './address.js';
import type { SettingsOrigin } from './sandbox-problem.js';
import { at } from './schema/at.js';
import { host } from './schema/text-rules.js';
import type { SettingsProblem } from './settings-error.js';

/**
 * What is missing if strangers may come, by address or in production, and authentication is off. The settings are as
 * they were written, and may be wrong.
 */
export function exposureProblems(
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
