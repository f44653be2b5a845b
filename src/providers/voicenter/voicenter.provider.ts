import type { VoicenterSettings } from '../../config/workspace-settings.js';
import type { Extension } from '../../domain/extension.js';
import { list } from '../../json/decode.js';
import { ALREADY_REPORTED, type Anomalies } from '../../upstream/anomalies.js';
import { createReadThroughCache, type Load } from '../../upstream/cache/read-through-cache.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { ProviderModule } from '../provider.js';
import { extensionsRoute, requestExtensions } from './api.js';
import { decodeExtensions } from './decode.js';

const MAX_BYTES = 32 * 1024 ** 2;
const BYTES_OF_EXTENSION = 500;

/** Voicenter answers a code that fits no account with an empty list. */
const NO_EXTENSIONS = {
  reason: 'NO_EXTENSIONS',
  text: 'The list is empty; check that the code belongs to an account with extensions.',
};

/** Voicenter: extensions. */
export const voicenter: ProviderModule = {
  name: 'voicenter',
  credentials: ['code'] satisfies readonly (keyof VoicenterSettings)[],

  open({ http, anomalies, ttl, maxStale, now, forgotten }) {
    const cache = createReadThroughCache<readonly Extension[]>({
      provider: 'voicenter',
      route: extensionsRoute,
      type: 'Extension',
      ttl: ttl.extensions,
      maxStale,
      now,
      maxBytes: MAX_BYTES,
      sizeOf: (extensions) => BYTES_OF_EXTENSION * extensions.length,
      writable: false,
      forgotten,
    });
    return {
      connect({ id, voicenter: settings }, { sharedCache }) {
        if (settings === null) return {};
        const load = loadExtensions(id, settings, http.forAccount(id), anomalies.forWorkspace(id));
        const account = sharedCache(settings);
        account?.onForgotten(() => cache.forget(id));
        const decode = (records: unknown) => decodeExtensions(id, list(records), ALREADY_REPORTED);
        const shared = account && { account, name: 'extensions', decode };
        return { extensions: { extensions: (scope) => cache.read(id, scope, load, shared) } };
      },
      forget: (workspace) => cache.forget(workspace),
    };
  },

  /** One request. */
  async probe({ id, voicenter: settings }, { http, anomalies, scope }) {
    if (settings === null) return null;
    const extensions = await loadExtensions(id, settings, http, anomalies)(scope);
    return { extensions, ...(extensions.length === 0 && { suspicion: NO_EXTENSIONS }) };
  },
};

/** Reads the extensions of one workspace. */
export function loadExtensions(
  workspace: string,
  settings: VoicenterSettings,
  http: HttpClient,
  anomalies: Anomalies,
): Load<readonly Extension[]> {
  return async (scope, share) => {
    const records = await requestExtensions(settings, http, scope);
    // Voicenter also returns an empty list for a well-formed code that fits no account.
    if (records.length === 0) anomalies.suspect(extensionsRoute, 'no extensions: wrong code?');
    share?.(records);
    return decodeExtensions(workspace, records, anomalies);
  };
}
