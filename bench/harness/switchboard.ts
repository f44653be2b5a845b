import { join } from 'node:path';
import type { ServerCommand } from './server-process.ts';

/** Its name in the tables. */
export const NAME = 'Switchboard';

/** What Switchboard may cache. */
export type Caching = 'none' | 'data' | 'data and responses';

/** The maximum of the settings, in seconds. */
const LONGEST = { EXTENSIONS: 3600, CLIENT: 3600, NOTES: 3600, RECENT_CALLS: 60, CLOSED_CALLS: 86_400 };

/** The built server over a sandbox. What it may cache stays fresh as long as the settings allow. */
export function switchboard(folder: string, providersUrl: string, caching: Caching): ServerCommand {
  return {
    name: NAME,
    module: join(folder, 'dist/main.js'),
    environment: { ...providerVariables(providersUrl), ...cacheVariables(caching) },
  };
}

/** The variables that configure a sandbox as the providers. */
export function providerVariables(url: string): Readonly<Record<string, string>> {
  return {
    VOICENTER_URL: `${url}/voicenter/Comet/api/GetExtensions`,
    VOICENTER_CODE: 'sandbox-voicenter-code',
    VOICENTER_SHOW_ALL: 'true',
    RINGME_URL: `${url}/ringme/api/ver1.0`,
    RINGME_TOKEN: 'sandbox-ringme-token',
    CCRM_URL: `${url}/ccrm/publicApi`,
    CCRM_TOKEN: 'sandbox-ccrm-token',
  };
}

function cacheVariables(caching: Caching): Readonly<Record<string, string>> {
  const seconds = Object.entries(LONGEST).map(([name, longest]) => {
    return [`CACHE_TTL_${name}`, String(caching === 'none' ? 0 : longest)] as const;
  });
  return {
    ...Object.fromEntries(seconds),
    ...(caching !== 'data and responses' && { CACHE_RESPONSES: 'false' }),
  };
}
