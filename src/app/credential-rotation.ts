import type { WorkspaceSettings } from '../config/workspace-settings.js';
import type { Provider } from '../domain/upstream/upstream-error.js';
import type { ProviderModule } from '../providers/provider.js';

/**
 * A copy of the settings in which `renewCredentials` can replace the credentials, so they must be read for each
 * request.
 */
export function liveSettings(
  settings: WorkspaceSettings,
  providers: readonly ProviderModule[],
): WorkspaceSettings {
  const accounts = providers.map(({ name }) => [name, settings[name] && { ...settings[name] }] as const);
  return Object.assign({ ...settings }, Object.fromEntries(accounts));
}

/**
 * Gives `live` the credentials of `next`, and returns the providers whose credentials have changed. A provider that
 * also has another change, such as its address, keeps its credentials: a new secret never goes to an old address.
 */
export function renewCredentials(
  live: WorkspaceSettings,
  next: WorkspaceSettings,
  providers: readonly ProviderModule[],
): readonly Provider[] {
  const renewed = providers.filter((provider) => {
    const { [provider.name]: current } = live;
    const { [provider.name]: given } = next;
    if (current === null || given === null) return false;
    if (JSON.stringify(current) === JSON.stringify(given)) return false;
    const fixed = [current, given].map((settings) => JSON.stringify(withoutCredentials(settings, provider)));
    if (fixed[0] !== fixed[1]) return false;
    Object.assign(current, given);
    return true;
  });
  return renewed.map(({ name }) => name);
}

/** The settings of a provider's account that are fixed while the server runs. */
export function withoutCredentials(settings: object, { credentials }: ProviderModule): object {
  return { ...settings, ...Object.fromEntries(credentials.map((name) => [name, null])) };
}
