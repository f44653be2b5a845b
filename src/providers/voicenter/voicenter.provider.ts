import type { VoicenterSettings } from '../../config/workspace-settings.js';
import type { Extension } from '../../domain/extension.js';
import { list } from '../../json/decode.js';
import { ALREADY_REPORTED } from '../../upstream/anomalies.js';
import { cachedResource } from '../../upstream/cache/cached-resource.js';
import { createReadThroughCache } from '../../upstream/cache/read-through-cache.js';
import type { ProviderModule } from '../provider.js';
import { extensionsRoute } from './api.js';
import { decodeExtensions } from './decode.js';
import { createExtensionSource } from './voicenter.source.js';

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
        const source = createExtensionSource(id, settings, http.forAccount(id), anomalies.forWorkspace(id));
        const extensions = cachedResource({
          cache,
          staleKey: { provider: 'voicenter', workspace: id, type: 'Extension' },
          load: source.extensions,
          account: sharedCache(settings),
          name: 'extensions',
          decode: (records) => decodeExtensions(id, list(records), ALREADY_REPORTED),
        });
        return { extensions: { extensions } };
      },
      forget: (workspace) => cache.forget(workspace),
    };
  },

  /** One request. */
  async probe({ id, voicenter: settings }, { http, anomalies, scope }) {
    if (settings === null) return null;
    const extensions = await createExtensionSource(id, settings, http, anomalies).extensions(scope);
    return { extensions, ...(extensions.length === 0 && { suspicion: NO_EXTENSIONS }) };
  },
};
