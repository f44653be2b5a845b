import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { LIMITS } from './default-limits.js';
import {
  DEFAULT_CACHE,
  DEFAULT_SERVER,
  DEFAULT_SUBSCRIPTIONS,
  DEFAULT_FEDERATION,
  DEFAULT_SANDBOX,
  NO_MANIFEST,
  problemsOf,
  WITH_KEY,
} from './settings-problems.js';

const ADDRESS = 'an https: address without credentials, query or fragment (http: only to a loopback host)';

describe('settings from the environment alone', () => {
  test('have defaults and no workspace if nothing is configured', () => {
    expect(loadSettings({})).toEqual({
      server: DEFAULT_SERVER,
      workspaces: [],
      upstream: { attemptTimeout: 2, deadline: 8, maxBody: 16777216 },
      subscriptions: DEFAULT_SUBSCRIPTIONS,
      cache: DEFAULT_CACHE,
      archive: null,
      limits: LIMITS,
      auth: null,
      sandbox: DEFAULT_SANDBOX,
      trustedDocuments: NO_MANIFEST,
      federation: DEFAULT_FEDERATION,
    });
  });

  test('put all providers into one workspace with the id "default"', () => {
    const settings = loadSettings({
      HOST: '127.0.0.2',
      PORT: '8080',
      VOICENTER_URL: 'http://127.0.0.1:9001/Comet/api/GetExtensions',
      VOICENTER_CODE: 'code 1',
      VOICENTER_SHOW_ALL: 'False',
      RINGME_URL: 'https://pbx.example/api/ver1.0/',
      RINGME_CLIENT_ID: '9007199254740993',
      RINGME_TOKEN: 'ringme-token',
      CCRM_NAME: 'acme',
      CCRM_TOKEN: 'ccrm-token',
      CCRM_TIMEZONE: 'UTC',
      COUNTRY: 'pl',
      UPSTREAM_ATTEMPT_TIMEOUT: '0.5',
      UPSTREAM_DEADLINE: '3',
      UPSTREAM_MAX_BODY: '2048',
      CACHE_TTL_NOTES: '0',
      CACHE_TTL_RECENT_CALLS: '2.5',
      CACHE_MAX_STALE: '600',
      SUBSCRIPTIONS_POLL_INTERVAL: '2.5',
      SUBSCRIPTIONS_PER_CALLER: '3',
      SUBSCRIPTIONS_TOTAL: '40',
      LIMIT_REQUESTS: '200',
      LIMIT_ROOT_FIELDS: '5',
      FEDERATION_AUTHORIZATION: 'false',
      CACHE_RESPONSES: 'false',
    });
    expect(settings).toEqual({
      server: { ...DEFAULT_SERVER, host: '127.0.0.2', port: 8080 },
      workspaces: [
        {
          id: 'default',
          country: 'PL',
          voicenter: {
            url: new URL('http://127.0.0.1:9001/Comet/api/GetExtensions'),
            code: 'code 1',
            showAll: false,
          },
          ringme: {
            url: new URL('https://pbx.example/api/ver1.0'),
            clientId: '9007199254740993',
            auth: { kind: 'token', token: 'ringme-token' },
          },
          ccrm: { url: new URL('https://acme.ccrm.pl/publicApi'), token: 'ccrm-token', timezone: 'UTC' },
        },
      ],
      upstream: { attemptTimeout: 0.5, deadline: 3, maxBody: 2048 },
      subscriptions: { pollInterval: 2.5, perCaller: 3, total: 40 },
      archive: null,
      cache: {
        ...DEFAULT_CACHE,
        ttl: { ...DEFAULT_CACHE.ttl, notes: 0, recentCalls: 2.5 },
        maxStale: 600,
        responses: false,
      },
      limits: { ...LIMITS, requests: 200, rootFields: 5 },
      auth: null,
      sandbox: DEFAULT_SANDBOX,
      trustedDocuments: NO_MANIFEST,
      federation: { authorization: false },
    });
  });

  test('name the workspace after WORKSPACE_ID, which also applies to the API key', () => {
    const { workspaces, auth } = loadSettings({ VOICENTER_CODE: 'code', WORKSPACE_ID: 'acme', ...WITH_KEY });
    expect(workspaces.map(({ id }) => id)).toEqual(['acme']);
    expect(auth?.apiKeys[0]?.workspaces).toEqual(['acme']);
    expect(problemsOf(() => loadSettings({ VOICENTER_CODE: 'code', WORKSPACE_ID: 'a b' }))).toEqual({
      WORKSPACE_ID: 'up to 64 letters, digits, "-" and "_"',
    });
  });

  test('set a missing provider to null and missing optional variables to their defaults', () => {
    const [workspace] = loadSettings({ VOICENTER_CODE: 'code' }).workspaces;
    expect(workspace).toEqual({
      id: 'default',
      country: null,
      voicenter: {
        url: new URL('https://monitor.voicenter.co.il/Comet/api/GetExtensions'),
        code: 'code',
        showAll: true,
      },
      ringme: null,
      ccrm: null,
    });
    const [crm] = loadSettings({ CCRM_URL: 'https://crm.example/publicApi/', CCRM_TOKEN: 't' }).workspaces;
    expect(crm?.ccrm).toEqual({
      url: new URL('https://crm.example/publicApi'),
      token: 't',
      timezone: 'Europe/Warsaw',
    });
  });

  test('default a RingMe application’s token address to /oauth/token on the API’s host', () => {
    const application = {
      RINGME_URL: 'https://pbx.example:8443/api/ver1.0',
      RINGME_APP_ID: 'app',
      RINGME_APP_SECRET: 'app-secret',
    };
    const auth = { kind: 'app', id: 'app', secret: 'app-secret' };
    expect(loadSettings(application).workspaces[0]?.ringme).toEqual({
      url: new URL('https://pbx.example:8443/api/ver1.0'),
      clientId: '@me',
      auth: { ...auth, tokenUrl: new URL('https://pbx.example:8443/oauth/token') },
    });
    const elsewhere = { ...application, RINGME_TOKEN_URL: 'https://login.example/oauth' };
    expect(loadSettings(elsewhere).workspaces[0]?.ringme?.auth).toEqual({
      ...auth,
      tokenUrl: new URL('https://login.example/oauth'),
    });
  });

  test('treat an empty variable as missing', () => {
    expect(loadSettings({ PORT: '', CCRM_TOKEN: '', SWITCHBOARD_CONFIG: '' })).toEqual(loadSettings({}));
  });

  test('are rejected for a partly configured provider, with its missing variables', () => {
    const load = () => loadSettings({ VOICENTER_SHOW_ALL: '1', RINGME_CLIENT_ID: '12', CCRM_TOKEN: 't' });
    expect(problemsOf(load)).toEqual({
      VOICENTER_CODE:
        'the account’s code: text without line breaks, control characters or surrounding spaces',
      RINGME_URL: ADDRESS,
      RINGME_TOKEN: 'a token, or an application’s id and secret: visible ASCII characters, no spaces',
      CCRM_NAME: 'the name in https://{name}.ccrm.pl, or a url',
    });
    const half = () =>
      loadSettings({ RINGME_URL: 'https://pbx.example', RINGME_TOKEN_URL: 'https://a.example/t' });
    expect(Object.keys(problemsOf(half))).toEqual(['RINGME_APP_ID', 'RINGME_APP_SECRET']);
  });

  test('are rejected with mutually exclusive variables', () => {
    const load = () =>
      loadSettings({
        RINGME_URL: 'https://pbx.example',
        RINGME_TOKEN: 'token',
        RINGME_APP_ID: 'app',
        RINGME_APP_SECRET: 'secret',
        CCRM_NAME: 'acme',
        CCRM_URL: 'https://acme.ccrm.pl/publicApi',
        CCRM_TOKEN: 'token',
      });
    expect(problemsOf(load)).toEqual({
      RINGME_TOKEN: 'either a token or an application’s id and secret, not both',
      CCRM_URL: 'either a url or a name, not both',
    });
  });

  test('are rejected with a misspelt variable, but not with another program’s', () => {
    const load = () =>
      loadSettings({ UPSTREAM_DEADLINES: '5', UPSTREAM_SERVICE_HOST: '10.0.0.1', PATH: '/bin' });
    expect(problemsOf(load)).toEqual({
      UPSTREAM_DEADLINES: 'unknown setting (did you mean `UPSTREAM_DEADLINE`?)',
    });
  });
});

describe('a variable’s value', () => {
  const voicenter = (url: string) =>
    problemsOf(() => loadSettings({ VOICENTER_CODE: 'c', VOICENTER_URL: url }));

  test.each([
    'https://h.example/x',
    'http://127.8.0.1/x',
    'http://[::1]:80/x',
    'http://localhost/x',
    'HTTPS://H/x',
  ])('may be the address %s', (url) => {
    expect(voicenter(url)).toEqual({});
  });

  test.each([
    'http://h.example/x',
    'http://localhost.example/x',
    'http://128.0.0.1/x',
    'http://[::2]/x',
    'https://user:pass@h.example/x',
    'https://h.example/x?code=1',
    'https://h.example/x?',
    'https://h.example/x#part',
    'https://h.example/a b',
    'https://h.example/x\n',
    'ftp://h.example/x',
    'h.example/x',
    'https://',
  ])('may not be the address %j', (url) => {
    expect(voicenter(url)).toEqual({ VOICENTER_URL: ADDRESS });
  });

  test.each(['a\nb', 'a\r', 'a\u0000b', 'a\u0085b', 'a\u2028b', ' a', 'a ', 'a\u200b'])(
    'may not be the secret %j',
    (secret) => {
      expect(Object.keys(problemsOf(() => loadSettings({ VOICENTER_CODE: secret })))).toEqual([
        'VOICENTER_CODE',
      ]);
      const crm = { CCRM_NAME: 'acme', CCRM_TOKEN: secret };
      expect(Object.keys(problemsOf(() => loadSettings(crm)))).toEqual(['CCRM_TOKEN']);
    },
  );

  test.each([
    ['HOST', ['::1', '0.0.0.0', 'switchboard.example'], ['a b', '-a', 'http://a', '[::1]']],
    ['AUTH_API_KEY_SHA256', ['0'.repeat(64), 'AB'.repeat(32)], ['the-key-itself', '0'.repeat(63)]],
    ['AUTH_REQUESTS_PER_MINUTE', ['1', '1000000000'], ['0', '1.5', 'many']],
    ['PORT', ['0', '65535'], ['65536', '-1', '80.5', '1e3', 'http', '0x50']],
    ['UPSTREAM_ATTEMPT_TIMEOUT', ['0.25', '300'], ['0', '-1', '301', 'Infinity', 'NaN', '2s']],
    ['UPSTREAM_DEADLINE', ['8'], ['0', '8s']],
    ['CACHE_MAX_STALE', ['0', '1.5', '604800'], ['-1', '604801', '1h']],
    ['CACHE_TTL_RECENT_CALLS', ['0', '60'], ['-1', '61']],
    ['UPSTREAM_MAX_BODY', ['1024', '1073741824'], ['1023', '1073741825', '1500.5', '16MB']],
    ['VOICENTER_SHOW_ALL', ['1', '0', 'true', 'False'], ['yes', '2', 'on']],
    ['RINGME_CLIENT_ID', ['@me', '0', '18446744073709551615'], ['me', '12/..', '-1', '@you']],
    ['CCRM_NAME', ['a', 'a-1', 'x'.repeat(63)], ['a.b', 'a/b', '-a', 'a-', 'a_b', 'x'.repeat(64), 'ą']],
    [
      'CCRM_TIMEZONE',
      ['UTC', 'Europe/Warsaw', 'Asia/Jerusalem'],
      ['+02:00', 'Europe/Warszawa', 'PST', 'x\ny'],
    ],
    ['COUNTRY', ['PL', 'il', 'NO'], ['Poland', 'POL', 'XX', '48', 'EU']],
  ])('is validated for %s', (name, right, wrong) => {
    const complete = {
      ...WITH_KEY,
      VOICENTER_CODE: 'c',
      RINGME_URL: 'https://pbx.example',
      RINGME_TOKEN: 't',
      CCRM_NAME: 'acme',
      CCRM_TOKEN: 't',
      UPSTREAM_DEADLINE: '300',
    };
    for (const value of right)
      expect(problemsOf(() => loadSettings({ ...complete, [name]: value }))).toEqual({});
    for (const value of wrong) {
      expect(Object.keys(problemsOf(() => loadSettings({ ...complete, [name]: value })))).toEqual([name]);
    }
  });

  test('is never part of the error message, which names every invalid variable', () => {
    const load = () => loadSettings({ PORT: 'sesame1', VOICENTER_CODE: 'sesame2\n', CCRM_TOKEN: 'sesame 3' });
    expect(load).toThrow(
      /^Invalid settings:\n {2}PORT: expected .*\n {2}VOICENTER_CODE: .*\n {2}CCRM_NAME: .*\n {2}CCRM_TOKEN: .*$/,
    );
    expect(load).not.toThrow(/sesame/);
  });
});
