import { describe, expect, test } from '@jest/globals';
import { tracingSettings, tracingWarning } from '../../src/config/tracing.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { loadFile, problemsOf } from './settings-problems.js';

const ACME = 'workspaces: [{ id: acme, ccrm: { name: acme, token: t } }]';

describe('an address as the CRM name', () => {
  test.each(['https://acme.ccrm.pl/publicApi', 'acme.ccrm.pl'])(
    'is rejected with a pointer to CCRM_URL: %s',
    (sesame) => {
      const expected = 'the name in https://{name}.ccrm.pl, or a url; a whole address belongs in';
      const load = () => loadSettings({ CCRM_NAME: sesame, CCRM_TOKEN: 't' });
      expect(problemsOf(load)).toEqual({ CCRM_NAME: `${expected} CCRM_URL` });
      const file = ACME.replace('name: acme', `name: "${sesame}"`);
      expect(problemsOf(() => loadFile(file))).toEqual({ 'workspaces[0].ccrm.name': `${expected} ccrm.url` });
    },
  );
});

describe('digits that YAML reads as a number', () => {
  const inQuotes = 'in quotes, because YAML reads it as a number';

  test.each([
    ['voicenter: { code: 0123 }', 'voicenter.code'],
    ['ccrm: { name: acme, token: 123 }', 'ccrm.token'],
    ['ccrm: { name: 123, token: t }', 'ccrm.name'],
    ['ringme: { url: "https://pbx.example", token: 0x12 }', 'ringme.token'],
  ])('must be quoted in %s', (provider, setting) => {
    const problems = problemsOf(() => loadFile(`workspaces: [{ id: acme, ${provider} }]`));
    expect(problems).toEqual({ [`workspaces[0].${setting}`]: expect.stringContaining(inQuotes) });
  });

  test('must be quoted in an id, and a boolean must be quoted in a token', () => {
    expect(problemsOf(() => loadFile(ACME.replace('id: acme', 'id: 7')))).toEqual({
      'workspaces[0].id': `up to 64 letters, digits, "-" and "_"; ${inQuotes}`,
    });
    expect(problemsOf(() => loadFile(ACME.replace('token: t', 'token: true')))).toEqual({
      'workspaces[0].ccrm.token': expect.stringContaining('in quotes, because YAML reads it as a boolean'),
    });
  });
});

test('a deadline below the attempt timeout is rejected, and the error names both settings', () => {
  const expected = (name: string) => `at least as many seconds as ${name} (the defaults are 8 and 2)`;
  expect(problemsOf(() => loadSettings({ UPSTREAM_DEADLINE: '1.5' }))).toEqual({
    UPSTREAM_DEADLINE: expected('UPSTREAM_ATTEMPT_TIMEOUT'),
  });
  expect(problemsOf(() => loadSettings({ UPSTREAM_ATTEMPT_TIMEOUT: '9' }))).toEqual({
    UPSTREAM_DEADLINE: expected('UPSTREAM_ATTEMPT_TIMEOUT'),
  });
  expect(problemsOf(() => loadFile(`${ACME}\nupstream: { attemptTimeout: 3, deadline: 2 }`))).toEqual({
    'upstream.deadline': expected('upstream.attemptTimeout'),
  });
  expect(loadSettings({ UPSTREAM_DEADLINE: '2' }).upstream).toMatchObject({ attemptTimeout: 2, deadline: 2 });
});

describe('quotes around a value, which docker run --env-file passes on,', () => {
  const without = 'without surrounding quotes, which docker run --env-file passes on as part of the value';
  const quoted = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [name, `a value ${without}`]));

  test.each(['"sesame"', "'sesame'", '""'])('are rejected: %s', (value) => {
    const load = () => loadSettings({ CCRM_NAME: 'acme', CCRM_TOKEN: value });
    expect(problemsOf(load)).toEqual(quoted(['CCRM_TOKEN']));
    expect(load).not.toThrow(/sesame/);
  });

  test('are rejected for every kind of value, including file names and the profile', () => {
    const wrong = { PORT: '"4000"', SANDBOX: '"false"', NODE_ENV: '"production"', NO_PROXY: '"a,b"' };
    expect(problemsOf(() => loadSettings(wrong))).toEqual(quoted(Object.keys(wrong)));
    expect(problemsOf(() => loadFile(ACME, wrong))).toEqual(quoted(Object.keys(wrong)));
    const files = { VOICENTER_CODE_FILE: '"/run/secrets/code"' };
    expect(problemsOf(() => loadSettings(files))).toEqual(quoted(['VOICENTER_CODE_FILE']));
    const file = { SWITCHBOARD_CONFIG: '"settings.yaml"' };
    expect(problemsOf(() => loadSettings(file))).toEqual(quoted(['SWITCHBOARD_CONFIG']));
  });

  test('are rejected in a variable that the settings file reads, and in HTTPS_PROXY', () => {
    const file = ACME.replace('token: t', "token: '${ACME_TOKEN}'");
    expect(problemsOf(() => loadFile(file, { ACME_TOKEN: '"sesame"' }))).toEqual({
      'workspaces[0].ccrm.token': `the value of ACME_TOKEN ${without}`,
    });
    expect(problemsOf(() => loadSettings({ HTTPS_PROXY: '"http://proxy.example"' }))).toEqual({
      HTTPS_PROXY: `the value of HTTPS_PROXY ${without}`,
    });
  });

  test('are allowed inside a value, on one side of it, or in the settings file itself', () => {
    expect(loadSettings({ VOICENTER_CODE: `a"b"` }).workspaces[0]?.voicenter?.code).toBe('a"b"');
    expect(loadSettings({ VOICENTER_CODE: `"ab` }).workspaces[0]?.voicenter?.code).toBe('"ab');
    const file = ACME.replace('token: t', `token: '"t"'`);
    expect(loadFile(file).workspaces[0]?.ccrm?.token).toBe('"t"');
  });
});

test('problems of a settings file are reported with their lines, in file order', () => {
  const file = `server: { port: x }
workspaces:
  - id: acme
    ccrm:
      name: acme
      token: "to ken"
    voicenter: {}
upstream:
  attemptTimeout: 0
  deadlines: 2
`;
  expect(() => loadFile(file)).toThrow(
    /^Invalid settings:\n {2}server\.port \(line 1\): .*\n {2}workspaces\[0\]\.ccrm\.token \(line 6\): .*\n {2}workspaces\[0\]\.voicenter\.code \(line 7\): .*\n {2}upstream\.attemptTimeout \(line 9\): .*\n {2}upstream\.deadlines \(line 10\): .*$/,
  );
});

test('problems of a one-line file, such as an embedding program’s, have no line numbers', () => {
  expect(() => loadFile(ACME.replace('token: t', 'token: ""'))).toThrow('workspaces[0].ccrm.token: expected');
});

test('a list instead of a mapping, and a setting named after an Object property, are rejected', () => {
  expect(problemsOf(() => loadFile(`${ACME}\nlimits: [1]\nconstructor: 1`))).toEqual({
    limits: 'a mapping of tokens, depth, fields, rootFields, aliases, directives, requests, values',
    constructor: 'unknown setting',
  });
});

// Red if the address prevents the start, or is ignored silently: nobody learns why there are no traces.
test.each([
  'collector:4317',
  'collector',
  '//collector:4318',
  'http://',
  ' http://collector:4318',
  '"http://c:4318"',
])('the collector address %j turns tracing off with a warning', (address) => {
  for (const name of ['OTEL_EXPORTER_OTLP_ENDPOINT', 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT']) {
    const environment = { [name]: address };
    expect(problemsOf(() => loadSettings(environment))).toEqual({});
    expect(problemsOf(() => loadFile(ACME, environment))).toEqual({});
    expect(tracingSettings(environment)).toBeNull();
    expect(tracingWarning(environment)).toBe(
      `tracing is off: ${name} isn’t an http: or https: address such as http://collector:4318`,
    );
    expect(tracingWarning({ ...environment, OTEL_SDK_DISABLED: 'true' })).toBeNull();
    expect(tracingWarning({ ...environment, OTEL_TRACES_EXPORTER: 'none' })).toBeNull();
  }
});
