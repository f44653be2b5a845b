import { hash, timingSafeEqual } from 'node:crypto';
import type { ApiKeySettings } from '../config/settings.js';
import { callerWith } from '../domain/caller.js';
import type { KnownCaller } from './authenticate.js';

/**
 * Who sends a key; null where it isn't one of these. It is compared with every key, in a time that doesn't tell
 * how much of one fits.
 */
export function createApiKeyCheck(settings: readonly ApiKeySettings[]): (key: string) => KnownCaller | null {
  const keys = settings.map(({ name, sha256, ...grant }) => {
    const known: KnownCaller = { name: `key ${name}`, caller: callerWith(grant), until: null };
    return { digest: Buffer.from(sha256, 'hex'), known };
  });
  return (key) => {
    const sent = hash('sha256', key, 'buffer');
    const fitting = keys.filter(({ digest }) => timingSafeEqual(digest, sent));
    return fitting[0]?.known ?? null;
  };
}
