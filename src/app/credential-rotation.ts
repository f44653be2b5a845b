import type { WorkspaceSettings } from '../config/workspace-settings.js';
import { type Provider, PROVIDERS } from '../domain/upstream/upstream-error.js';

/** The same settings, of which `renewCredentials` can replace the credentials. Who has them reads them for each request. */
export function liveSettings({ id, country, voicenter, ringme, ccrm }: WorkspaceSettings): WorkspaceSettings {
  return {
    id,
    country,
    voicenter: voicenter && { ...voicenter },
    ringme: ringme && { ...ringme },
    ccrm: ccrm && { ...ccrm },
  };
}

/**
 * Gives `live` the credentials of `next`, and says of which providers they are others than before. Where anything
 * else of a provider is changed, such as its address, nothing is: a new secret never goes to an old address.
 */
export function renewCredentials(live: WorkspaceSettings, next: WorkspaceSettings): readonly Provider[] {
  return PROVIDERS.filter((provider) => {
    const { [provider]: current } = live;
    const { [provider]: given } = next;
    if (current === null || given === null) return false;
    if (JSON.stringify(current) === JSON.stringify(given)) return false;
    if (JSON.stringify(withoutSecrets(current)) !== JSON.stringify(withoutSecrets(given))) return false;
    Object.assign(current, given);
    return true;
  });
}

/** What is fixed while the server runs. */
export function withoutSecrets(settings: object): object {
  return { ...settings, code: null, auth: null, token: null };
}
