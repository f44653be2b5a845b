import { isLoopback } from './address.js';
import type { SettingsProblem } from './settings-error.js';
import type { Settings } from './settings.js';

/**
 * What is missing if strangers may come, by address or in production, and authentication is off.
 * `isFile` says where it would have to be written.
 */
export function exposureProblems({ server, auth }: Settings, isFile: boolean): readonly SettingsProblem[] {
  const isPublic = !isLoopback(server.host);
  if (auth !== null || (!isPublic && !server.production)) return [];
  const reason = isPublic ? 'the host is not a loopback address' : 'NODE_ENV is production';
  const [key, what] = isFile
    ? ['auth', 'apiKeys or jwt']
    : ['AUTH_API_KEY_SHA256', 'the SHA-256 of an API key'];
  return [{ key, expected: `${what}, because ${reason}; without it, anyone can read and write everything` }];
}
