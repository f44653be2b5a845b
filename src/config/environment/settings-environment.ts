import { SCOPES } from '../../domain/caller.js';
import type { Environment } from './environment.js';
import { API_KEY_VARIABLE } from '../exposure.js';
import { SANDBOX_ID } from '../sandbox-id.js';
import { isServiceVariable } from './service-variables.js';
import type { SettingsProblem } from '../settings-error.js';

/** The variables of each section, by the names of its settings. */
export const VARIABLES = {
  server: {
    host: 'HOST',
    port: 'PORT',
    metricsPort: 'METRICS_PORT',
    corsOrigins: 'SERVER_CORS_ORIGINS',
    hosts: 'SERVER_HOSTS',
    trustedProxies: 'SERVER_TRUSTED_PROXIES',
    keepAliveTimeout: 'SERVER_KEEP_ALIVE_TIMEOUT',
    introspection: 'SERVER_INTROSPECTION',
    playground: 'SERVER_PLAYGROUND',
    sandbox: 'SANDBOX',
    logLevel: 'LOG_LEVEL',
  },
  'workspaces[0]': { id: 'WORKSPACE_ID', country: 'COUNTRY' },
  'workspaces[0].voicenter': { url: 'VOICENTER_URL', code: 'VOICENTER_CODE', showAll: 'VOICENTER_SHOW_ALL' },
  'workspaces[0].ringme': { url: 'RINGME_URL', clientId: 'RINGME_CLIENT_ID', token: 'RINGME_TOKEN' },
  'workspaces[0].ringme.app': {
    id: 'RINGME_APP_ID',
    secret: 'RINGME_APP_SECRET',
    tokenUrl: 'RINGME_TOKEN_URL',
  },
  'workspaces[0].ccrm': {
    url: 'CCRM_URL',
    name: 'CCRM_NAME',
    token: 'CCRM_TOKEN',
    timezone: 'CCRM_TIMEZONE',
  },
  trustedDocuments: { mode: 'TRUSTED_DOCUMENTS_MODE', manifest: 'TRUSTED_DOCUMENTS_MANIFEST' },
  federation: { authorization: 'FEDERATION_AUTHORIZATION' },
  upstream: {
    attemptTimeout: 'UPSTREAM_ATTEMPT_TIMEOUT',
    deadline: 'UPSTREAM_DEADLINE',
    maxBody: 'UPSTREAM_MAX_BODY',
  },
  limits: {
    tokens: 'LIMIT_TOKENS',
    depth: 'LIMIT_DEPTH',
    fields: 'LIMIT_FIELDS',
    rootFields: 'LIMIT_ROOT_FIELDS',
    aliases: 'LIMIT_ALIASES',
    directives: 'LIMIT_DIRECTIVES',
    requests: 'LIMIT_REQUESTS',
    values: 'LIMIT_VALUES',
  },
  subscriptions: {
    pollInterval: 'SUBSCRIPTIONS_POLL_INTERVAL',
    perCaller: 'SUBSCRIPTIONS_PER_CALLER',
    total: 'SUBSCRIPTIONS_TOTAL',
  },
  auth: { requestsPerMinute: 'AUTH_REQUESTS_PER_MINUTE' },
  'auth.apiKeys[0]': { sha256: API_KEY_VARIABLE },
  cache: { maxStale: 'CACHE_MAX_STALE', redisUrl: 'REDIS_URL', responses: 'CACHE_RESPONSES' },
  archive: {
    url: 'ARCHIVE_URL',
    since: 'ARCHIVE_SINCE',
    requestsPerMinute: 'ARCHIVE_REQUESTS_PER_MINUTE',
    keepDays: 'ARCHIVE_KEEP_DAYS',
  },
  'cache.ttl': {
    extensions: 'CACHE_TTL_EXTENSIONS',
    client: 'CACHE_TTL_CLIENT',
    notes: 'CACHE_TTL_NOTES',
    recentCalls: 'CACHE_TTL_RECENT_CALLS',
    closedCalls: 'CACHE_TTL_CLOSED_CALLS',
  },
} as const;

/** The id of the workspace that the environment alone describes if `WORKSPACE_ID` doesn't name it. */
const ENVIRONMENT_ID = 'default';

type Section = Readonly<Record<string, string>> | undefined;

/** The settings of one section that the environment holds; an empty variable counts as missing. */
export function environmentSection(section: keyof typeof VARIABLES, environment: Environment): Section {
  const given = Object.entries<string>(VARIABLES[section]).flatMap(([setting, name]) => {
    const value = environment[name];
    return value && !isServiceVariable(name, value) ? [[setting, value] as const] : [];
  });
  return given.length > 0 ? Object.fromEntries(given) : undefined;
}

/** The document that the environment alone describes: one workspace, or none if it names no provider; its server aside. */
export function environmentDocument(environment: Environment): Readonly<Record<string, unknown>> {
  const section = (name: keyof typeof VARIABLES) => environmentSection(name, environment);
  const app = section('workspaces[0].ringme.app');
  const ringme = section('workspaces[0].ringme');
  const providers = {
    voicenter: section('workspaces[0].voicenter'),
    ringme: app ? { ...ringme, app } : ringme,
    ccrm: section('workspaces[0].ccrm'),
  };
  const id = section('workspaces[0]')?.['id'] ?? ENVIRONMENT_ID;
  const configured = Object.values(providers).some((provider) => provider !== undefined);
  return {
    trustedDocuments: section('trustedDocuments') ?? {},
    federation: section('federation') ?? {},
    workspaces: configured ? [{ ...section('workspaces[0]'), id, ...providers }] : undefined,
    upstream: section('upstream') ?? {},
    limits: section('limits') ?? {},
    subscriptions: section('subscriptions') ?? {},
    cache: { ...section('cache'), ttl: section('cache.ttl') ?? {} },
    archive: section('archive') ?? {},
    auth: environmentAuth(configured ? id : SANDBOX_ID, section('auth'), section('auth.apiKeys[0]')),
  };
}

/** One key, which may do everything in the one workspace. */
function environmentAuth(workspace: string, auth: Section, key: Section): unknown {
  if (auth === undefined && key === undefined) return undefined;
  return { ...auth, apiKeys: [{ name: 'default', workspaces: [workspace], scopes: [...SCOPES], ...key }] };
}

/** Problems of a document that came from the environment, named by its variables. */
export function namedByVariable(problems: readonly SettingsProblem[]): SettingsProblem[] {
  const names = new Map<string, string>(
    Object.entries(VARIABLES).flatMap(([section, settings]) =>
      Object.entries<string>(settings).map(([setting, name]) => [`${section}.${setting}`, name] as const),
    ),
  );
  return problems.map(({ key, expected }) => ({ key: names.get(key) ?? key, expected }));
}
