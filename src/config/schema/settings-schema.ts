import * as v from 'valibot';
import { SANDBOX_ID } from '../sandbox-id.js';
import { at, itemsAt } from './at.js';
import { AUTH, repeated } from './auth-schema.js';
import { oneOf, workspaceIds } from './list-rules.js';
import { flag, seconds, secondsOrNone, wholeNumber } from './number-rules.js';
import { expectedFor, type Fault, list, optional, section, setting } from './setting.js';
import { SERVER } from './server-schema.js';
import { archiveAddress, pastDate, redisAddress, secret } from './text-rules.js';
import { WORKSPACE } from './workspace-schema.js';

const SANDBOX = section({
  workspaces: setting(workspaceIds, [SANDBOX_ID], {
    usual: `\`${SANDBOX_ID}\``,
    text: 'the workspaces with sample data; each has different calls',
  }),
});

const MANIFEST = secret('the path of a manifest');

const TRUSTED_DOCUMENTS = section(
  {
    mode: setting(oneOf(['off', 'log', 'enforce']), 'off', {
      variable: 'TRUSTED_DOCUMENTS_MODE',
      text: 'how other documents are treated: `off`, `log` or `enforce`',
    }),
    manifest: optional(MANIFEST, {
      variable: 'TRUSTED_DOCUMENTS_MANIFEST',
      text: 'the path of the manifest, a JSON file of documents by SHA-256',
    }),
  },
  (given) => {
    const isMissing = at(given, 'mode') !== 'off' && at(given, 'manifest') === null;
    return isMissing ? [{ path: ['manifest'], expected: expectedFor(MANIFEST, null) }] : [];
  },
);

const FEDERATION = section({
  authorization: setting(flag, true, {
    variable: 'FEDERATION_AUTHORIZATION',
    text: 'whether the subgraph’s schema contains the required scopes',
  }),
});

const UPSTREAM = section(
  {
    attemptTimeout: setting(seconds(300), 2, {
      variable: 'UPSTREAM_ATTEMPT_TIMEOUT',
      text: 'the timeout of one request, in seconds',
    }),
    deadline: setting(seconds(300), 8, {
      variable: 'UPSTREAM_DEADLINE',
      text: 'the timeout of all requests of one operation, in seconds; at least `attemptTimeout`',
    }),
    maxBody: setting(wholeNumber('bytes', 1024, 1024 ** 3), 16 * 1024 ** 2, {
      variable: 'UPSTREAM_MAX_BODY',
      text: 'the largest response body after decompression, in bytes',
    }),
  },
  (given) => {
    const [attempt, deadline] = [at(given, 'attemptTimeout'), at(given, 'deadline')];
    const isShorter = typeof attempt === 'number' && typeof deadline === 'number' && deadline < attempt;
    const expected = 'at least as many seconds as {upstream.attemptTimeout} (the defaults are 8 and 2)';
    return isShorter ? [{ path: ['deadline'], expected }] : [];
  },
);

const LIMITS = section({
  tokens: limit('tokens', 100, 100_000, 2000, 'LIMIT_TOKENS', 'tokens in the document'),
  depth: limit('levels', 1, 1000, 20, 'LIMIT_DEPTH', 'nesting of fields'),
  fields: limit('fields', 1, 100_000, 500, 'LIMIT_FIELDS', 'fields, with fragments expanded'),
  rootFields: limit('fields', 1, 100_000, 50, 'LIMIT_ROOT_FIELDS', 'root fields'),
  aliases: limit('aliases', 0, 100_000, 100, 'LIMIT_ALIASES', 'aliases'),
  directives: limit('directives', 0, 100_000, 50, 'LIMIT_DIRECTIVES', 'directives'),
  requests: limit(
    'requests',
    1,
    1_000_000,
    1500,
    'LIMIT_REQUESTS',
    'requests to one provider in the worst case',
  ),
  values: limit('values', 1, 100_000_000, 250_000, 'LIMIT_VALUES', 'values in the response'),
});

function limit(what: string, min: number, max: number, fallback: number, variable: string, text: string) {
  return setting(wholeNumber(what, min, max), fallback, { variable, text });
}

const SUBSCRIPTIONS = section({
  pollInterval: setting(seconds(3600), 5, {
    variable: 'SUBSCRIPTIONS_POLL_INTERVAL',
    text: 'seconds between polls for new and changed calls; see [their cost](recipes.md#live-calls)',
  }),
  perCaller: setting(wholeNumber('subscriptions', 1, 1_000_000), 20, {
    variable: 'SUBSCRIPTIONS_PER_CALLER',
    text: 'the maximum number of open subscriptions per caller',
  }),
  total: setting(wholeNumber('subscriptions', 1, 1_000_000), 1000, {
    variable: 'SUBSCRIPTIONS_TOTAL',
    text: 'the maximum number of open subscriptions per replica',
  }),
});

const CACHE_TTL = section({
  extensions: setting(secondsOrNone(86_400), 60, {
    variable: 'CACHE_TTL_EXTENSIONS',
    text: 'seconds for which extensions are cached; 0 disables caching',
  }),
  client: setting(secondsOrNone(86_400), 60, {
    variable: 'CACHE_TTL_CLIENT',
    text: 'the same for the client',
  }),
  notes: setting(secondsOrNone(86_400), 30, {
    variable: 'CACHE_TTL_NOTES',
    text: 'the same for a call’s notes',
  }),
  recentCalls: setting(secondsOrNone(60), 5, {
    variable: 'CACHE_TTL_RECENT_CALLS',
    text: 'the same for calls that began in the last hour',
  }),
  closedCalls: setting(secondsOrNone(86_400), 3600, {
    variable: 'CACHE_TTL_CLOSED_CALLS',
    text: 'the same for older calls; at most 30 s for calls of today and yesterday',
  }),
});

const CACHE = section({
  ttl: v.optional(CACHE_TTL, {}),
  maxStale: setting(secondsOrNone(604_800), 3600, {
    variable: 'CACHE_MAX_STALE',
    text: 'further seconds for which cached data is served during an outage; 0 disables this',
  }),
  redisUrl: optional(redisAddress, {
    variable: 'REDIS_URL',
    secret: true,
    text: 'the cache shared by [several replicas](deployment.md#several-replicas)',
  }),
  responses: setting(flag, true, {
    variable: 'CACHE_RESPONSES',
    text: 'whether whole responses are cached while their data is fresh',
  }),
});

const ARCHIVE = v.pipe(
  section({
    url: optional(archiveAddress, {
      variable: 'ARCHIVE_URL',
      secret: true,
      text: 'the database: `sqlite:PATH` or `postgres://…`; if unset, nothing is archived',
    }),
    since: optional(pastDate, {
      variable: 'ARCHIVE_SINCE',
      text: 'the date (UTC) of the oldest calls to archive; if unset, three years ago',
    }),
    requestsPerMinute: setting(wholeNumber('requests', 1, 100_000), 30, {
      variable: 'ARCHIVE_REQUESTS_PER_MINUTE',
      text: 'the maximum number of requests to ccrm.pl per minute and workspace for filling the archive',
    }),
    keepDays: optional(wholeNumber('days', 31, 36_500), {
      variable: 'ARCHIVE_KEEP_DAYS',
      text: 'days after which archived calls are deleted, at least 31; if unset, they are kept',
    }),
  }),
  v.transform(({ url: engine, ...archive }) => engine && { engine, ...archive }),
);

/** All settings, in the form of a settings file. */
export const SETTINGS = section(
  {
    server: v.optional(SERVER, {}),
    workspaces: v.optional(list(WORKSPACE, repeatedIds)),
    sandbox: v.optional(SANDBOX, {}),
    upstream: v.optional(UPSTREAM, {}),
    cache: v.optional(CACHE, {}),
    archive: v.optional(ARCHIVE, {}),
    limits: v.optional(LIMITS, {}),
    subscriptions: v.optional(SUBSCRIPTIONS, {}),
    auth: v.optional(AUTH),
    trustedDocuments: v.optional(TRUSTED_DOCUMENTS, {}),
    federation: v.optional(FEDERATION, {}),
  },
  keysOfUnknownWorkspaces,
);

function repeatedIds(workspaces: unknown): readonly Fault[] {
  const expected = 'an id that no other workspace has';
  return repeated(workspaces, 'id').map((index) => ({ path: [index, 'id'], expected }));
}

/** API keys may name only configured workspaces, or the sandbox's if none is configured. */
function keysOfUnknownWorkspaces(settings: unknown): readonly Fault[] {
  const listed = itemsAt(settings, 'workspaces').map((workspace) => at(workspace, 'id'));
  const known = listed.length > 0 ? listed : itemsAt(settings, 'sandbox', 'workspaces');
  return itemsAt(settings, 'auth', 'apiKeys').flatMap((key, index) => {
    if (itemsAt(key, 'workspaces').every((id) => known.includes(id))) return [];
    const expected = `a list of workspaces, each one of ${known.join(', ')}`;
    return [{ path: ['auth', 'apiKeys', index, 'workspaces'], expected }];
  });
}
