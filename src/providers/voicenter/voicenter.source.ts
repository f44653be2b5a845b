import type { VoicenterSettings } from '../../config/settings.js';
import type { ExtensionSource } from '../../domain/sources.js';
import type { HttpClient } from '../../upstream/http-client.js';
import type { Oddities } from '../../upstream/oddities.js';
import { requestExtensions } from './api.js';
import { decodeExtensions } from './decode.js';

/** The extensions of one workspace, from Voicenter's GetExtensions. */
export function createExtensionSource(
  workspace: string,
  settings: VoicenterSettings,
  http: HttpClient,
  oddities: Oddities,
): ExtensionSource {
  return {
    async extensions(signal) {
      return decodeExtensions(workspace, await requestExtensions(settings, http, signal), oddities);
    },
  };
}
