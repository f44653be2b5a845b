import type { SettingsProblem } from '../settings-error.js';
import { at, itemsAt } from './plain-data.js';
import { AUTH, reportRepeated } from './auth-schema.js';
import { oneOf, workspaceIds } from './list-rules.js';
import { flag, seconds, secondsOrNone, wholeNumber } from './number-rules.js';
import { SERVER } from './server-schema.js';
import {
  converted,
  expectedFor,
  list,
  nullable,
  optional,
  required,
  section,
  setting,
  type ValueOf,
} from './setting.js';
import { archiveAddress, pastDate, redisAddress, secret } from './text-rules.js';
import { WORKSPACE } from './workspace-schema.js';

/** The id of the sandbox's workspace unless `sandbox.workspaces` names others. */
export const SANDBOX_ID = 'sandbox';

const SANDBOX = section(null, {
  workspaces: setting(workspaceIds, [SANDBOX_ID], {
    usual: `\`${SANDBOX_ID}\``,
    text: 'the workspaces with sample data; each has different calls',
  }),
});

const MANIFEST = secret('the path of a manifest');

const TRUSTED_DOCUMENTS = section(
  'TRUSTED_DOCUMENTS',
  {
    mode: setting(oneOf(['off', 'log', 'enforce']), 'off', {
      text: 'how other documents are treated: `off`, `log` or `enforce`',
    }),
    manifest: optional(MANIFEST, { text: 'the path of the manifest, a JSON file of documents by SHA-256' }),
  },
  ({ mode, manifest }, report) => {
    if ((mode === 'log' || mode === 'enforce') && manifest === null)
      report('manifest', expectedFor(MANIFEST, null));
  },
);

const FEDERATION = section('FEDERATION', {
  authorization: setting(flag, true, { text: 'whether the subgraph’s schema contains the required scopes' }),
});

const UPSTREAM = section(
  'UPSTREAM',
  {
    attemptTimeout: setting(seconds(300), 2, { text: 'the timeout of one request, in seconds' }),
    deadline: setting(seconds(300), 8, {
      text: 'the timeout of all requests of one operation, in seconds; at least `attemptTimeout`',
    }),
    maxBody: setting(wholeNumber('bytes', 1024, 1024 ** 3), 16 * 1024 ** 2, {
      text: 'the largest response body after decompression, in bytes',
    }),
  },
  ({ attemptTimeout = 0, deadline = Infinity }, report) => {
    if (deadline < attemptTimeout) {
      report('deadline', 'at least as many seconds as {upstream.attemptTimeout} (the defaults are 8 and 2)');
    }
  },
);

const LIMITS = section('LIMIT', {
  tokens: setting(wholeNumber('tokens', 100, 100_000), 2000, { text: 'tokens in the document' }),
  depth: setting(wholeNumber('levels', 1, 1000), 20, { text: 'nesting of fields' }),
  fields: setting(wholeNumber('fields', 1, 100_000), 500, { text: 'fields, with fragments expanded' }),
  rootFields: setting(wholeNumber('fields', 1, 100_000), 50, { text: 'root fields' }),
  aliases: setting(wholeNumber('aliases', 0, 100_000), 100, { text: 'aliases' }),
  directives: setting(wholeNumber('directives', 0, 100_000), 50, { text: 'directives' }),
  requests: setting(wholeNumber('requests', 1, 1_000_000), 1500, {
    text: 'requests to one provider in the worst case',
  }),
  values: setting(wholeNumber('values', 1, 100_000_000), 250_000, { text: 'values in the response' }),
});

const SUBSCRIPTIONS = section('SUBSCRIPTIONS', {
  pollInterval: setting(seconds(3600), 5, {
    text: 'seconds between polls for new and changed calls; see [their cost](recipes.md#live-calls)',
  }),
  perCaller: setting(wholeNumber('subscriptions', 1, 1_000_000), 20, {
    text: 'the maximum number of open subscriptions per caller',
  }),
  total: setting(wholeNumber('subscriptions', 1, 1_000_000), 1000, {
    text: 'the maximum number of open subscriptions per replica',
  }),
});

const CACHE_TTL = section('CACHE_TTL', {
  extensions: setting(secondsOrNone(86_400), 60, {
    text: 'seconds for which extensions are cached; 0 disables caching',
  }),
  client: setting(secondsOrNone(86_400), 60, { text: 'the same for the client' }),
  notes: setting(secondsOrNone(86_400), 30, { text: 'the same for a call’s notes' }),
  recentCalls: setting(secondsOrNone(60), 5, { text: 'the same for calls that began in the last hour' }),
  closedCalls: setting(secondsOrNone(86_400), 3600, {
    text: 'the same for older calls; at most 30 s for calls of today and yesterday',
  }),
});

const CACHE = section('CACHE', {
  ttl: CACHE_TTL,
  maxStale: setting(secondsOrNone(604_800), 3600, {
    text: 'further seconds for which cached data is served during an outage; 0 disables this',
  }),
  redisUrl: optional(redisAddress, {
    variable: 'REDIS_URL',
    secret: true,
    text: 'the cache shared by [several replicas](deployment.md#several-replicas)',
  }),
  responses: setting(flag, true, { text: 'whether whole responses are cached while their data is fresh' }),
});

/** Requires an address if there are any settings: without one, the others would have no effect. */
const ARCHIVE = converted(
  section('ARCHIVE', {
    url: required(archiveAddress, {
      secret: true,
      usual: 'none',
      text: 'the database: `sqlite:PATH` or `postgres://…`; required by the other settings',
    }),
    since: optional(pastDate, {
      text: 'the date (UTC) of the oldest calls to archive; if unset, three years ago',
    }),
    requestsPerMinute: setting(wholeNumber('requests', 1, 100_000), 30, {
      text: 'the maximum number of requests to ccrm.pl per minute and workspace for filling the archive',
    }),
    keepDays: optional(wholeNumber('days', 31, 36_500), {
      text: 'days after which archived calls are deleted, at least 31; if unset, they are kept',
    }),
  }),
  ({ url: engine, ...archive }) => ({ engine, ...archive }),
);

/** All settings, in the form of a settings file. */
export const SETTINGS = section(
  null,
  {
    server: SERVER,
    workspaces: list(WORKSPACE, (workspaces, report) =>
      reportRepeated('id', workspaces, report, 'an id that no other workspace has'),
    ),
    sandbox: SANDBOX,
    upstream: UPSTREAM,
    cache: CACHE,
    archive: nullable(ARCHIVE),
    limits: LIMITS,
    subscriptions: SUBSCRIPTIONS,
    auth: nullable(AUTH),
    trustedDocuments: TRUSTED_DOCUMENTS,
    federation: FEDERATION,
  },
  (settings, report) => {
    // API keys may name only configured workspaces, or the sandbox's if none is configured.
    const listed = itemsAt(settings, 'workspaces').map((workspace) => at(workspace, 'id'));
    const known = listed.length > 0 ? listed : itemsAt(settings, 'sandbox', 'workspaces');
    // Faulty ids are undefined.
    if (known.length === 0 || known.includes(undefined)) return;
    for (const [index, key] of itemsAt(settings, 'auth', 'apiKeys').entries()) {
      if (itemsAt(key, 'workspaces').every((id) => known.includes(id))) continue;
      const expected = `a list of workspaces, each one of ${known.join(', ')}`;
      report(`auth.apiKeys[${index}].workspaces`, expected);
    }
  },
);

/** Settings in the form of a file, with all defaults. */
export type DocumentedSettings = ValueOf<typeof SETTINGS>;

/** Reads plain data as settings; null if there are problems. Problems never contain a value. */
export function checkSettings(raw: unknown): {
  readonly document: DocumentedSettings | null;
  readonly problems: readonly SettingsProblem[];
} {
  const problems: SettingsProblem[] = [];
  const document = SETTINGS.read(raw, (path, expected) => {
    // The path of the file itself is ''.
    problems.push({ key: path === '' ? 'SWITCHBOARD_CONFIG' : path, expected });
  });
  return { document: document !== undefined && problems.length === 0 ? document : null, problems };
}
