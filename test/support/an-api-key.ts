import { createHash } from 'node:crypto';
import type { ApiKeySettings, AuthSettings, JwtSettings } from '../../src/config/settings.js';
import { SCOPES } from '../../src/domain/caller.js';

/** The settings of a key, given in plain text, that may do everything in the workspace `acme`. */
export function anApiKey(key: string, overrides: Partial<ApiKeySettings> = {}): ApiKeySettings {
  return {
    name: key,
    sha256: createHash('sha256').update(key).digest('hex'),
    workspaces: ['acme'],
    scopes: SCOPES,
    maskPersonalData: false,
    ...overrides,
  };
}

/** Authentication by these keys, and by tokens if `jwt` is given, without rate limits. */
export function anAuth(apiKeys: readonly ApiKeySettings[], jwt: JwtSettings | null = null): AuthSettings {
  return { apiKeys, jwt, requestsPerMinute: 1_000_000 };
}
