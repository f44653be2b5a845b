import type { VoicenterSettings } from '../../config/workspace-settings.js';
import type { ExtensionSource } from '../../domain/sources.js';
import type { HttpClient } from '../../upstream/http/http-client.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { extensionsRoute, requestExtensions } from './api.js';
import { decodeExtensions } from './decode.js';

/** The extensions of one workspace, from Voicenter's GetExtensions. */
export function createExtensionSource(
  workspace: string,
  settings: VoicenterSettings,
  http: HttpClient,
  anomalies: Anomalies,
): ExtensionSource {
  return {
    async extensions(signal) {
      const records = await requestExtensions(settings, http, signal);
      // Voicenter answers so for a well-formed code that fits no account, too.
      if (records.length === 0) anomalies.suspect(extensionsRoute, workspace, 'no extensions: wrong code?');
      return decodeExtensions(workspace, records, anomalies);
    },
  };
}
