import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import { flag } from './number-rules.js';
import { converted, expectedFor, nullable, optional, required, section, setting } from './setting.js';
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
const VOICENTER = section('VOICENTER', {
  code: required(secret('the account’s code'), { secret: true, text: 'the account’s code' }),
  url: setting(address, 'https://monitor.voicenter.co.il/Comet/api/GetExtensions', {
    usual: 'Voicenter’s GetExtensions',
    text: 'the address of GetExtensions',
  }),
  showAll: setting(flag, true, { text: 'whether to read the whole organisation or only the code’s account' }),
});

const TOKEN = bearerToken('a token, or an application’s id and secret');

const RINGME_APP = section('RINGME_APP', {
  id: required(secret('the application’s id'), {
    secret: true,
    usual: 'none',
    text: 'the client id of the OAuth 2 application',
  }),
  secret: required(secret('the application’s secret'), {
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
const RINGME = converted(
  section(
    'RINGME',
    {
      url: required(address, { text: 'the base address of the API, such as `https://…/api/ver1.0`' }),
      clientId: setting(clientId, '@me', { text: 'the client’s id' }),
      token: optional(TOKEN, { secret: true, text: 'a fixed bearer token; alternatively, set `app`' }),
      app: nullable(RINGME_APP),
    },
    ({ token, app }, report) => {
      if (token === null && app === null) report('token', expectedFor(TOKEN, null));
      if (token !== null && app !== null)
        report('token', 'either a token or an application’s id and secret, not both');
    },
  ),
  ({ url, clientId, token, app }) => {
    const tokenUrl = app?.tokenUrl ?? new URL('/oauth/token', url);
    const auth = app
      ? { kind: 'app' as const, id: app.id, secret: app.secret, tokenUrl }
      : { kind: 'token' as const, token: token ?? '' };
    return { url, clientId, auth };
  },
);

const NAME = dnsLabel('the name in https://{name}.ccrm.pl, or a url', '{workspaces.ccrm.url}');

const CCRM = converted(
  section(
    'CCRM',
    {
      name: optional(NAME, { text: 'the name in `https://{name}.ccrm.pl`; alternatively, set `url`' }),
      url: optional(address, { text: 'the address of the API, ending in `/publicApi`' }),
      token: required(bearerToken('an API key'), { secret: true, text: 'the API key' }),
      timezone: setting(timeZone, 'Europe/Warsaw', { text: 'the time zone of dates in the call history' }),
    },
    ({ name, url }, report) => {
      if (name === null && url === null) report('name', expectedFor(NAME, null));
      if (name !== null && url !== null) report('url', 'either a url or a name, not both');
    },
  ),
  ({ name, url, token, timezone }) => {
    return { url: url ?? new URL(`https://${name ?? ''}.ccrm.pl/publicApi`), token, timezone };
  },
);

/** One company's phone system: at least one provider; the others are null. */
export const WORKSPACE = section(
  'WORKSPACE',
  {
    id: required(workspaceId, {
      usual: '`default`; required in a file',
      text: 'the workspace’s id: up to 64 letters, digits, `-` and `_`',
    }),
    country: optional(country, {
      variable: 'COUNTRY',
      text: 'the country of national phone numbers, as an ISO 3166 code such as `PL`',
    }),
    voicenter: nullable(VOICENTER),
    ringme: nullable(RINGME),
    ccrm: nullable(CCRM),
  },
  (workspace, report) => {
    if (PROVIDERS.every((provider) => workspace[provider] === null))
      report('', `at least one of ${PROVIDERS.join(', ')}`);
  },
);
