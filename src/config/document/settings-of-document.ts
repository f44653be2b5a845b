import { archiveOf } from '../archive-section.js';
import { limitsOf } from './limits-section.js';
import { subscriptionsOf } from './subscriptions-section.js';
import { SCOPES } from '../../domain/caller.js';
import { parseAddress, parseRedisAddress } from '../address.js';
import { sandboxIdsOf } from '../sandbox-id.js';
import { hostNamesOf, networksOf, originsOf } from './server-lists.js';
import { flagOf, wordsOf } from './setting-values.js';
import type { ApiKeySettings, AuthSettings, Settings } from '../settings.js';
import type { RingmeSettings, WorkspaceSettings } from '../workspace-settings.js';
import type { ApiKeySection, AuthDocument, SettingsDocument } from './settings-document.js';
import type { CcrmSection, WorkspaceDocument } from './workspace-section.js';

/** The settings that a document means in this profile; the document must have been read without a problem. */
export function settingsOf(document: SettingsDocument, production: boolean): Settings {
  const { server, workspaces, upstream, limits, subscriptions, cache, auth } = document;
  const { trustedDocuments, federation, sandbox } = document;
  return {
    server: {
      host: server.host,
      port: Number(server.port),
      metricsPort: server.metricsPort === undefined ? null : Number(server.metricsPort),
      production,
      corsOrigins: originsOf(server.corsOrigins) ?? [],
      hosts: hostNamesOf(server.hosts) ?? [],
      trustedProxies: networksOf(server.trustedProxies) ?? [],
      keepAliveTimeout: Number(server.keepAliveTimeout),
      introspection: flagOf(server.introspection) ?? !production,
      playground: flagOf(server.playground) ?? !production,
      logLevel: server.logLevel,
    },
    workspaces: workspaces?.map(workspaceOf) ?? [],
    sandbox: { workspaces: sandboxIdsOf(sandbox) },
    upstream: {
      attemptTimeout: Number(upstream.attemptTimeout),
      deadline: Number(upstream.deadline),
      maxBody: Number(upstream.maxBody),
    },
    cache: {
      ttl: {
        extensions: Number(cache.ttl.extensions),
        client: Number(cache.ttl.client),
        notes: Number(cache.ttl.notes),
        recentCalls: Number(cache.ttl.recentCalls),
        closedCalls: Number(cache.ttl.closedCalls),
      },
      maxStale: Number(cache.section.maxStale),
      redisUrl: cache.section.redisUrl === undefined ? null : parseRedisAddress(cache.section.redisUrl),
      responses: flagOf(cache.section.responses) === true,
    },
    archive: archiveOf(document.archive),
    limits: limitsOf(limits),
    subscriptions: subscriptionsOf(subscriptions),
    auth: auth && authOf(auth),
    trustedDocuments: { mode: trustedDocuments.mode, manifest: trustedDocuments.manifest ?? null },
    federation: { authorization: flagOf(federation.authorization) === true },
  };
}

function authOf({ section, apiKeys, jwt }: AuthDocument): AuthSettings {
  return {
    apiKeys: apiKeys.map(apiKeyOf),
    jwt: jwt && {
      jwksUrl: address(jwt.jwksUrl),
      issuer: jwt.issuer,
      audience: jwt.audience,
      maskPersonalData: flagOf(jwt.maskPersonalData) === true,
    },
    requestsPerMinute: Number(section.requestsPerMinute),
  };
}

function apiKeyOf({ name, sha256, workspaces, scopes, maskPersonalData }: ApiKeySection): ApiKeySettings {
  return {
    name,
    sha256: sha256.toLowerCase(),
    workspaces: wordsOf(workspaces) ?? [],
    scopes: wordsOf(scopes, SCOPES) ?? [],
    maskPersonalData: flagOf(maskPersonalData) === true,
  };
}

function workspaceOf({ id, country, voicenter, ringme, ccrm }: WorkspaceDocument): WorkspaceSettings {
  return {
    id,
    country: country?.toUpperCase() ?? null,
    voicenter: voicenter && {
      url: address(voicenter.url),
      code: voicenter.code,
      showAll: flagOf(voicenter.showAll) === true,
    },
    ringme: ringme && ringmeOf(ringme),
    ccrm: ccrm && { url: ccrmAddress(ccrm), token: ccrm.token, timezone: ccrm.timezone },
  };
}

function ringmeOf({ section, app }: NonNullable<WorkspaceDocument['ringme']>): RingmeSettings {
  const url = address(section.url);
  return {
    url,
    clientId: String(section.clientId),
    auth: app
      ? {
          kind: 'app',
          id: app.id,
          secret: app.secret,
          tokenUrl: app.tokenUrl === undefined ? new URL('/oauth/token', url) : address(app.tokenUrl),
        }
      : { kind: 'token', token: section.token ?? '' },
  };
}

function ccrmAddress({ url, name }: CcrmSection): URL {
  return address(url ?? `https://${name ?? ''}.ccrm.pl/publicApi`);
}

function address(text: string): URL {
  const url = parseAddress(text);
  if (url === null) throw new TypeError('The address has not been checked.');
  return url;
}
