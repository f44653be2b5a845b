import type { VoicenterSettings } from '../../config/workspace-settings.js';
import type { Extension } from '../../domain/extension.js';
import type { Load } from '../../upstream/cache/read-through-cache.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { extensionsRoute, requestExtensions } from './api.js';
import { decodeExtensions } from './decode.js';

/** The extensions of one workspace, from Voicenter's GetExtensions: an `ExtensionSource` without a cache. */
export function createExtensionSource(
  workspace: string,
  settings: VoicenterSettings,
  http: HttpClient,
  anomalies: Anomalies,
): { readonly extensions: Load<readonly Extension[]> } {
  return {
    async extensions(scope, share) {
      const records = await requestExtensions(settings, http, scope);
      // Voicenter also returns an empty list for a well-formed code that fits no account.
      if (records.length === 0) anomalies.suspect(extensionsRoute, 'no extensions: wrong code?');
      share?.(records);
      return decodeExtensions(workspace, records, anomalies);
    },
  };
}
