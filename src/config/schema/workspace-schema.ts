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

/** A workspace is a whole company, so that the whole organisation is the default of `showAll`. */
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
    text: 'the whole organisation, not only the code’s account',
  }),
});

const TOKEN = bearerToken("a token, or an application's id and secret");

const RINGME_APP = section({
  id: required(secret("the application's id"), {
    variable: 'RINGME_APP_ID',
    secret: true,
    usual: 'none',
    text: 'OAuth 2 client credentials',
  }),
  secret: required(secret("the application's secret"), {
    variable: 'RINGME_APP_SECRET',
    secret: true,
    usual: 'none',
  }),
  tokenUrl: optional(address, {
    variable: 'RINGME_TOKEN_URL',
    usual: '`/oauth/token` at `RINGME_URL`’s host',
  }),
});

/** No default address: the platform is run under several names, and a token must not reach another one's. */
const RINGME = v.pipe(
  section(
    {
      url: required(address, {
        variable: 'RINGME_URL',
        text: 'the API’s base, such as `https://…/api/ver1.0`',
      }),
      clientId: setting(clientId, '@me', { variable: 'RINGME_CLIENT_ID', text: 'the client in the path' }),
      token: optional(TOKEN, {
        variable: 'RINGME_TOKEN',
        secret: true,
        text: 'a fixed bearer token, or instead `app`',
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
        text: 'the name in `https://{name}.ccrm.pl`, or instead `url`',
      }),
      url: optional(address, { variable: 'CCRM_URL', text: 'the address up to `/publicApi`' }),
      token: required(bearerToken('an API key'), {
        variable: 'CCRM_TOKEN',
        secret: true,
        text: 'the API key',
      }),
      timezone: setting(timeZone, 'Europe/Warsaw', {
        variable: 'CCRM_TIMEZONE',
        text: 'the zone in which the call history writes',
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
        usual: '`default`; in a file it must be written',
        text: 'up to 64 letters, digits, `-` and `_`',
      }),
      country: optional(country, {
        variable: 'COUNTRY',
        text: 'whose national phone numbers are written, as an ISO 3166 code such as `PL`',
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
  // A provider that the company hasn't is null.
  v.transform(({ voicenter = null, ringme = null, ccrm = null, ...workspace }) => {
    return { ...workspace, voicenter, ringme, ccrm };
  }),
);
