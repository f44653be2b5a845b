import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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
  loadFile,
  problemsOf,
} from './settings-problems.js';

const ACME = 'workspaces: [{ id: acme, voicenter: { code: c } }]';

describe('a settings file', () => {
  test('configures workspaces with secrets from the environment', () => {
    const yaml = `
server: { host: 127.0.0.1, port: 4100 }
workspaces:
  - id: acme
    voicenter: { url: "https://v.example/GetExtensions", code: "\${ACME_CODE}", showAll: false }
    ringme:    { url: "https://r.example/api", clientId: "12", token: "Zm\${ACME_RINGME}=" }
    ccrm:      { name: acme, token: "\${ACME_CCRM}", timezone: Europe/Warsaw }
  - id: beta_2
    country: il
    ringme:
      url: https://r.example/api
      clientId: 7
      app: { id: beta, secret: "\${BETA_SECRET}" }
upstream: { attemptTimeout: 1.5, deadline: "\${DEADLINE}", maxBody: 4096 }
cache: { ttl: { extensions: 5 }, maxStale: 0, responses: false }
subscriptions: { total: 50 }
limits: { values: 1000, aliases: 0 }
`;
    const environment = {
      ACME_CODE: '0123',
      ACME_RINGME: 'r',
      ACME_CCRM: 'c',
      BETA_SECRET: '${X}',
      DEADLINE: '6',
    };
    expect(loadFile(yaml, environment)).toEqual({
      server: { ...DEFAULT_SERVER, port: 4100 },
      workspaces: [
        {
          id: 'acme',
          country: null,
          voicenter: { url: new URL('https://v.example/GetExtensions'), code: '0123', showAll: false },
          ringme: {
            url: new URL('https://r.example/api'),
            clientId: '12',
            auth: { kind: 'token', token: 'Zmr=' },
          },
          ccrm: { url: new URL('https://acme.ccrm.pl/publicApi'), token: 'c', timezone: 'Europe/Warsaw' },
        },
        {
          id: 'beta_2',
          country: 'IL',
          voicenter: null,
          ringme: {
            url: new URL('https://r.example/api'),
            clientId: '7',
            auth: {
              kind: 'app',
              id: 'beta',
              secret: '${X}',
              tokenUrl: new URL('https://r.example/oauth/token'),
            },
          },
          ccrm: null,
        },
      ],
      upstream: { attemptTimeout: 1.5, deadline: 6, maxBody: 4096 },
      subscriptions: { ...DEFAULT_SUBSCRIPTIONS, total: 50 },
      archive: null,
      cache: { ttl: { ...DEFAULT_CACHE.ttl, extensions: 5 }, maxStale: 0, redisUrl: null, responses: false },
      limits: { ...LIMITS, values: 1000, aliases: 0 },
      auth: null,
      sandbox: DEFAULT_SANDBOX,
      trustedDocuments: NO_MANIFEST,
      federation: DEFAULT_FEDERATION,
    });
  });

  test('is read from disk', () => {
    const folder = mkdtempSync(join(tmpdir(), 'switchboard-'));
    try {
      const path = join(folder, 'switchboard.yaml');
      writeFileSync(path, ACME);
      expect(loadSettings({ SWITCHBOARD_CONFIG: path }).workspaces).toHaveLength(1);
      expect(problemsOf(() => loadSettings({ SWITCHBOARD_CONFIG: join(folder, 'missing.yaml') }))).toEqual({
        SWITCHBOARD_CONFIG: 'the path of a readable file',
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('is overridden by PORT, but not by variables of providers or upstream requests', () => {
    const yaml = `server: { host: 127.0.0.2, port: 4100 }\n${ACME}`;
    const settings = loadFile(yaml, {
      PORT: '4200',
      UPSTREAM_DEADLINE: 'x',
      CCRM_TOKEN: 't',
      CCRM_TOKE: 't',
    });
    expect(settings.server).toEqual({ ...DEFAULT_SERVER, host: '127.0.0.2', port: 4200 });
    expect(settings.upstream.deadline).toBe(8);
    expect(settings.workspaces[0]?.ccrm).toBeNull();
    expect(Object.keys(problemsOf(() => loadFile(yaml, { PORT: 'x' })))).toEqual(['PORT']);
  });

  test('is rejected if a variable is empty or misnamed, with the setting that reads it', () => {
    const yaml =
      'workspaces: [{ id: acme, voicenter: { code: "${ACME_CODE}" }, ccrm: { name: a, token: "${A-B}" } }]';
    expect(problemsOf(() => loadFile(yaml, { ACME_CODE: '' }))).toEqual({
      'workspaces[0].voicenter.code': 'the variable ACME_CODE to be set',
      'workspaces[0].ccrm.token': 'a variable as ${NAME}: letters, digits and "_"',
    });
  });

  test('is rejected if a setting is unknown, with the closest known one', () => {
    const yaml = `
sever: {}
workspaces:
  - { id: acme, colour: red, voicenter: { code: c, showall: true }, ringme: { url: https://r.example, token: t, app_id: 1 } }
`;
    expect(problemsOf(() => loadFile(yaml))).toEqual({
      sever: 'unknown setting (did you mean `server`?)',
      'workspaces[0].colour': 'unknown setting',
      'workspaces[0].voicenter.showall': 'unknown setting (did you mean `showAll`?)',
      'workspaces[0].ringme.app_id': 'unknown setting',
    });
  });

  test.each([
    [
      'an empty file',
      '',
      {
        SWITCHBOARD_CONFIG:
          'a mapping of server, workspaces, sandbox, upstream, cache, archive, limits, subscriptions, auth, trustedDocuments, federation',
      },
    ],
    [
      'plain text',
      'sesame',
      {
        SWITCHBOARD_CONFIG:
          'a mapping of server, workspaces, sandbox, upstream, cache, archive, limits, subscriptions, auth, trustedDocuments, federation',
      },
    ],
    ['an empty list of workspaces', 'workspaces: []', { workspaces: 'a list of at least one workspace' }],
    ['workspaces that aren’t a list', 'workspaces: { acme: {} }', { workspaces: 'a list' }],
    [
      'an empty section',
      `${ACME}\nupstream:`,
      { upstream: 'a mapping of attemptTimeout, deadline, maxBody' },
    ],
    [
      'a workspace without a provider',
      'workspaces: [{ id: a }]',
      { 'workspaces[0]': 'at least one of voicenter, ringme, ccrm' },
    ],
    [
      'a number as a workspace',
      'workspaces: [7]',
      { 'workspaces[0]': 'a mapping of id, country, voicenter, ringme, ccrm' },
    ],
    [
      'a duplicate id',
      'workspaces: [{ id: a, voicenter: { code: c } }, { id: a, voicenter: { code: c } }]',
      { 'workspaces[1].id': 'an id that no other workspace has' },
    ],
    [
      'a missing and an invalid id',
      'workspaces: [{ voicenter: { code: c } }, { id: a b, voicenter: { code: c } }]',
      {
        'workspaces[0].id': 'up to 64 letters, digits, "-" and "_"',
        'workspaces[1].id': 'up to 64 letters, digits, "-" and "_"',
      },
    ],
    [
      'wrong types',
      'server: { port: [4000] }\nworkspaces: [{ id: a, voicenter: { code: 123, showAll: maybe }, ccrm: { name: a, token: t, timezone: } }]',
      {
        'server.port': 'a port, a whole number from 0 to 65535',
        'workspaces[0].voicenter.code':
          'the account’s code: text without line breaks, control characters or surrounding spaces; in quotes, because YAML reads it as a number',
        'workspaces[0].voicenter.showAll': 'true or false',
        'workspaces[0].ccrm.timezone': 'an IANA time zone such as Europe/Warsaw',
      },
    ],
    [
      'a client id that YAML rounds',
      'workspaces: [{ id: a, ringme: { url: https://r.example, token: t, clientId: 9007199254740993 } }]',
      {
        'workspaces[0].ringme.clientId': '"@me" or up to 20 digits, in quotes if there are more than 15',
      },
    ],
    [
      'a setting name that may be a misplaced secret',
      'workspaces: [{ id: a, voicenter: { code: c }, "sésame ouvre-toi": 1, __proto__: { id: b } }]',
      { 'workspaces[0]': 'only the settings id, country, voicenter, ringme, ccrm' },
    ],
  ])('is rejected: %s', (_, yaml, problems) => {
    expect(problemsOf(() => loadFile(yaml))).toEqual(problems);
  });

  test.each([
    ['a duplicate key', 'a: 1\na: sesame', ' (line 2)', 'column 1: duplicate key'],
    ['an unknown tag', 'a: !sesame b', '', 'column 4: tag resolve failed'],
    ['a second document', `${ACME}\n---\nsesame: 1`, ' (line 2)', 'column 1: multiple docs'],
  ])('is rejected for %s with its position, without quoting it', (_, yaml, line, place) => {
    expect(() => loadFile(yaml)).toThrow(
      new Error(`Invalid settings:\n  SWITCHBOARD_CONFIG${line}: expected a valid YAML file (${place})`),
    );
  });

  // Red if one duplicate key hides other errors.
  test('is rejected with every YAML error and its line', () => {
    expect(() => loadFile('a: 1\na: 2\nb: 3\n\nb: 4\nc: &c [*c]\n')).toThrow(
      new Error(
        [
          'Invalid settings:',
          '  SWITCHBOARD_CONFIG (line 2): expected a valid YAML file (column 1: duplicate key)',
          '  SWITCHBOARD_CONFIG (line 5): expected a valid YAML file (column 1: duplicate key)',
          '  SWITCHBOARD_CONFIG (line 6): expected a YAML file without aliases',
        ].join('\n'),
      ),
    );
  });

  test('is rejected if it contains aliases', () => {
    expect(problemsOf(() => loadFile('a: &a [*a]'))).toEqual({
      SWITCHBOARD_CONFIG: 'a YAML file without aliases',
    });
  });

  // Red if every name that could be a setting or a variable is printed.
  test('is rejected without printing a misplaced secret', () => {
    const secret = (yaml: string) => () => loadFile(`workspaces:\n  - id: acme\n    ${yaml}`);
    const misplaced = secret('ccrm: { name: a, token: t, sk_live_1234567 }');
    expect(misplaced).toThrow('workspaces[0].ccrm (line 3): expected only the settings name, url, token');
    expect(misplaced).not.toThrow(/1234567/);
    const referred = secret('ccrm: { name: a, token: "${tokenvalue123secret}" }');
    expect(referred).toThrow(
      'workspaces[0].ccrm.token (line 3): expected the variable that it names to be set',
    );
    expect(referred).not.toThrow(/secret/);
    const named = secret('ccrm: { name: a, token: "${ACME2_CCRM}", timezone2: UTC }');
    expect(named).toThrow('the variable ACME2_CCRM to be set');
    expect(named).toThrow('timezone2 (line 3): unknown setting (did you mean `timezone`?)');
  });

  test('is rejected without printing its values', () => {
    const load = () =>
      loadFile(
        'workspaces: [{ id: "ses ame", ccrm: { name: "ses.ame", token: "ses\\name", url: "http://sesame" } }]',
      );
    expect(load).toThrow(/workspaces\[0\]\.ccrm\.token/);
    expect(load).not.toThrow(/ses.?ame/);
  });
});
