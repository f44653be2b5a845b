import { loadSettings } from '../../src/config/load-settings.js';
import type { Environment } from '../../src/config/environment/environment.js';
import { SettingsError } from '../../src/config/settings-error.js';
import type { Settings } from '../../src/config/settings.js';

/** The default server settings in development. */
export const DEFAULT_SERVER: Settings['server'] = {
  host: '127.0.0.1',
  port: 4000,
  metricsPort: null,
  production: false,
  corsOrigins: [],
  hosts: [],
  trustedProxies: [],
  keepAliveTimeout: 75,
  introspection: true,
  playground: true,
  logLevel: 'info',
};

/** Accepts every document. */
export const NO_MANIFEST: Settings['trustedDocuments'] = { mode: 'off', manifest: null };

/** Tells routers which scopes are required. */
export const DEFAULT_FEDERATION: Settings['federation'] = { authorization: true };

/** The default sandbox workspace. */
export const DEFAULT_SANDBOX: Settings['sandbox'] = { workspaces: ['sandbox'] };

/** The default freshness of cached data. */
export const DEFAULT_CACHE: Settings['cache'] = {
  ttl: { extensions: 60, client: 60, notes: 30, recentCalls: 5, closedCalls: 3600 },
  maxStale: 3600,
  redisUrl: null,
  responses: true,
};

/** A variable that permits serving beyond loopback. */
export const WITH_KEY = { AUTH_API_KEY_SHA256: 'ab'.repeat(32) };

/** The default limits of subscriptions. */
export const DEFAULT_SUBSCRIPTIONS: Settings['subscriptions'] = {
  pollInterval: 5,
  perCaller: 20,
  total: 1000,
};

/** Loads a settings file with this text and these variables; every other file contains a secret. */
export function loadFile(yaml: string, environment: Environment = {}): Settings {
  const SWITCHBOARD_CONFIG = 'switchboard.yaml';
  const readFile = (path: string) => (path === SWITCHBOARD_CONFIG ? yaml : 'secret');
  return loadSettings({ SWITCHBOARD_CONFIG, ...environment }, { readFile });
}

/** The problems of settings, as expectations by key; empty if there are none. */
export function problemsOf(load: () => Settings): Readonly<Record<string, string>> {
  try {
    load();
    return {};
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return Object.fromEntries(error.problems.map(({ key, expected }) => [key, expected]));
  }
}
