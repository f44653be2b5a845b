import type { Logger } from 'pino';
import type { ArchiveSettings, AuthSettings, Settings } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import { SettingsError } from '../config/settings-error.js';
import { eachProvider } from '../domain/upstream/upstream-error.js';
import { masksAnyone } from '../auth/auth.hook.js';
import { PROVIDER_MODULES } from '../providers/registry.js';
import { withoutCredentials } from './credential-rotation.js';

/** What a reload can change while the server runs. */
export interface Reloadable {
  /** Uses these credentials of the workspaces for every request from now on. */
  readonly rotateCredentials: (workspaces: readonly WorkspaceSettings[]) => void;
  /** Accepts these keys and tokens from now on. */
  readonly useAuth: (auth: AuthSettings) => void;
}

/**
 * Reloads the settings that may change while the server runs: the providers' credentials, `auth.apiKeys` and
 * `auth.jwt`. Logs other changes since `started` as needing a restart. Changes nothing if the settings are wrong, or if
 * a change of `auth` needs a restart; the log names the keys, never a value.
 */
export function createReload(
  started: Settings,
  { rotateCredentials, useAuth }: Reloadable,
  logger: Logger,
): (load: () => Settings) => void {
  return (load) => {
    let next: Settings;
    try {
      next = load();
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      logger.error({ problems: error.problems }, 'settings not reloaded');
      return;
    }
    const restart = changedKeys(fixed(started), fixed(next));
    const blocking = authObstacles(started.auth, next.auth);
    if (blocking.length > 0) {
      logger.error({ restart: [...new Set([...blocking, ...restart])] }, 'settings not reloaded');
      return;
    }
    rotateCredentials(next.workspaces);
    if (next.auth !== null) useAuth(next.auth);
    if (restart.length > 0) logger.warn({ restart }, 'changed settings need a restart');
    logger.info('settings reloaded');
  };
}

/** The changes of `auth` that need a restart: the server is built with or without authentication and masking. */
function authObstacles(started: AuthSettings | null, next: AuthSettings | null): readonly string[] {
  if ((started === null) !== (next === null)) return ['auth'];
  return masksAnyone(next) && !masksAnyone(started) ? ['auth.maskPersonalData'] : [];
}

/** The settings that can't be reloaded, as plain JSON. */
function fixed({ auth, workspaces, archive, ...others }: Settings): unknown {
  return JSON.parse(
    JSON.stringify({
      ...others,
      archive: archive && asWritten(archive),
      auth: auth && { requestsPerMinute: auth.requestsPerMinute },
      workspaces: workspaces.map(({ id, country, ...providers }) => ({
        id,
        country,
        ...eachProvider((provider) => {
          const settings = providers[provider];
          return settings && withoutCredentials(settings, PROVIDER_MODULES[provider]);
        }),
      })),
    }),
  );
}

/** Under the names of the settings that people write. */
function asWritten({ engine, ...others }: ArchiveSettings): object {
  return { ...others, url: JSON.stringify(engine) };
}

/** The paths at which two JSON values differ, such as `workspaces[0].country`. */
function changedKeys(a: unknown, b: unknown, path = ''): readonly string[] {
  if (!isBranch(a) || !isBranch(b)) return a === b ? [] : [path];
  const inList = Array.isArray(a);
  const fields = { a: Object.entries(a), b: new Map(Object.entries(b)) };
  if (fields.a.length !== fields.b.size) return [path];
  return fields.a.flatMap(([name, value]) =>
    changedKeys(value, fields.b.get(name), inList ? `${path}[${name}]` : path ? `${path}.${name}` : name),
  );
}

function isBranch(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
