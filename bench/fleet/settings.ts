import { createHash } from 'node:crypto';
import { API_KEY } from '../harness/api-key.ts';
import type { Company } from './companies.ts';

/** Where the providers of all companies are. */
export interface ProviderUrls {
  readonly voicenter: string;
  readonly ringme: string;
  /** By company. */
  readonly ccrm: Readonly<Record<string, string>>;
}

export interface Engines {
  readonly redisUrl: string;
  readonly archiveUrl: string;
}

const SCOPES = ['extensions:read', 'clients:read', 'calls:read', 'notes:read', 'pii:read', 'metrics:read'];
const DAY_MS = 86_400_000;

/** A settings file, as JSON, with a workspace and a key for each company. The rest is as it comes. */
export function settingsFile(
  companies: readonly Company[],
  urls: ProviderUrls,
  { redisUrl, archiveUrl }: Engines,
): string {
  const ids = companies.map(({ id }) => id);
  return JSON.stringify({
    workspaces: ids.map((id) => ({
      id,
      country: 'PL',
      voicenter: { url: `${urls.voicenter}/voicenter/Comet/api/GetExtensions`, code: `voicenter-${id}` },
      ringme: { url: `${urls.ringme}/ringme/api/ver1.0`, token: `ringme-${id}` },
      ccrm: { url: urls.ccrm[id], token: `ccrm-${id}` },
    })),
    auth: {
      apiKeys: [
        apiKey('operator', API_KEY, ids),
        ...companies.map(({ id, apiKey: key }) => apiKey(id, key, [id])),
      ],
    },
    cache: { redisUrl },
    // Of what is older each company would cost a page a month.
    archive: { url: archiveUrl, since: archivedSince(), keepDays: 365 },
  });
}

/** The date from which on calls are archived: yesterday's. */
export function archivedSince(): string {
  return new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
}

function apiKey(name: string, key: string, workspaces: readonly string[]): object {
  return { name, sha256: createHash('sha256').update(key).digest('hex'), workspaces, scopes: SCOPES };
}
