import * as v from 'valibot';
import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import { at } from './at.js';
import { flag } from './number-rules.js';
import { expectedFor, optional, required, section, setting } from './setting.js';
import {
  address,
  bearerToken,
  clientId,
  country,
  dnsLabel,
  secret,
  timeZone,
  workspaceId,
} from './text-rules.js';

/** A workspace is a whole company, so `showAll` defaults to the whole organisation. */
const VOICENTER = section({
  code: required(secret("the account's code"), {
    variable: 'VOICENTER_CODE',
    secret: true,
    text: 'the account’s code',
  }),
  url: setting(address, 'https://monitor.voicenter.co.il/Comet/api/GetExtensions', {
    variable: 'VOICENTER_URL',
    usual: 'Voicenter’s GetExtensions',
    text: 'the address of GetExtensions',
  }),
  showAll: setting(flag, true, {
    variable: 'VOICENTER_SHOW_ALL',
    text: 'whether to read the whole organisation or only the code’s account',
  }),
});

const TOKEN = bearerToken("a token, or an application's id and secret");

const RINGME_APP = section({
  id: required(secret("the application's id"), {
    variable: 'RINGME_APP_ID',
    secret: true,
    usual: 'none',
    text: 'the client id of the OAuth 2 application',
  }),
  secret: required(secret("the application's secret"), {
    variable: 'RINGME_APP_SECRET',
    secret: true,
    usual: 'none',
    text: 'the application’s client secret',
  }),
  tokenUrl: optional(address, {
    variable: 'RINGME_TOKEN_URL',
    usual: '`/oauth/token` on the host of `RINGME_URL`',
    text: 'the token endpoint',
  }),
});

/** No default address: the platform has several operators, and a token must not be sent to the wrong one. */
const RINGME = v.pipe(
  section(
    {
      url: required(address, {
        variable: 'RINGME_URL',
        text: 'the base address of the API, such as `https://…/api/ver1.0`',
      }),
      clientId: setting(clientId, '@me', { variable: 'RINGME_CLIENT_ID', text: 'the client’s id' }),
      token: optional(TOKEN, {
        variable: 'RINGME_TOKEN',
        secret: true,
        text: 'a fixed bearer token; alternatively, set `app`',
      }),
      app: v.optional(RINGME_APP),
    },
    (ringme) => {
      const [hasToken, hasApp] = [at(ringme, 'token') !== null, at(ringme, 'app') !== undefined];
      if (hasToken !== hasApp) return [];
      const expected = hasToken
        ? "either a token or an application's id and secret, not both"
        : expectedFor(TOKEN, null);
      return [{ path: ['token'], expected }];
    },
  ),
  v.transform(({ url, clientId, token, app }) => {
    const tokenUrl = app?.tokenUrl ?? new URL('/oauth/token', url);
    const auth = app
      ? { kind: 'app' as const, id: app.id, secret: app.secret, tokenUrl }
      : { kind: 'token' as const, token: token ?? '' };
    return { url, clientId, auth };
  }),
);

const NAME = dnsLabel('the name in https://{name}.ccrm.pl, or a url', '{workspaces.ccrm.url}');

const CCRM = v.pipe(
  section(
    {
      name: optional(NAME, {
        variable: 'CCRM_NAME',
        text: 'the name in `https://{name}.ccrm.pl`; alternatively, set `url`',
      }),
      url: optional(address, {
        variable: 'CCRM_URL',
        text: 'the address of the API, ending in `/publicApi`',
      }),
      token: required(bearerToken('an API key'), {
        variable: 'CCRM_TOKEN',
        secret: true,
        text: 'the API key',
      }),
      timezone: setting(timeZone, 'Europe/Warsaw', {
        variable: 'CCRM_TIMEZONE',
        text: 'the time zone of dates in the call history',
      }),
    },
    (ccrm) => {
      const [hasName, hasUrl] = [at(ccrm, 'name') !== null, at(ccrm, 'url') !== null];
      if (hasName !== hasUrl) return [];
      return hasName
        ? [{ path: ['url'], expected: 'either a url or a name, not both' }]
        : [{ path: ['name'], expected: expectedFor(NAME, null) }];
    },
  ),
  v.transform(({ name, url, token, timezone }) => {
    return { url: url ?? new URL(`https://${name ?? ''}.ccrm.pl/publicApi`), token, timezone };
  }),
);

/** One company's phone system: at least one provider. */
export const WORKSPACE = v.pipe(
  section(
    {
      id: required(workspaceId, {
        variable: 'WORKSPACE_ID',
        usual: '`default`; required in a file',
        text: 'the workspace’s id: up to 64 letters, digits, `-` and `_`',
      }),
      country: optional(country, {
        variable: 'COUNTRY',
        text: 'the country of national phone numbers, as an ISO 3166 code such as `PL`',
      }),
      voicenter: v.optional(VOICENTER),
      ringme: v.optional(RINGME),
      ccrm: v.optional(CCRM),
    },
    (workspace) => {
      const hasNone = PROVIDERS.every((provider) => at(workspace, provider) === undefined);
      return hasNone ? [{ path: [], expected: `at least one of ${PROVIDERS.join(', ')}` }] : [];
    },
  ),
  // Providers that aren't configured are null.
  v.transform(({ voicenter = null, ringme = null, ccrm = null, ...workspace }) => {
    return { ...workspace, voicenter, ringme, ccrm };
  }),
);
