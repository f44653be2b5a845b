import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { VARIABLES } from '../../src/config/environment/settings-environment.js';
import { loadFile, problemsOf } from './settings-problems.js';

const nearest = (name: string) => `unknown setting (did you mean \`${name}\`?)`;

// Red without variableProblems.
describe('an unknown variable with a prefix of Switchboard', () => {
  test.each([
    ['VOICENTER_API_CODE', 'VOICENTER_CODE'],
    ['VOICENTER_TOKEN', 'VOICENTER_CODE'],
    ['RINGME_API_TOKEN', 'RINGME_TOKEN'],
    ['RINGME_CLIENT_SECRET', 'RINGME_CLIENT_ID'],
    ['CCRM_API_KEY', 'CCRM_TOKEN'],
    ['CCRM_TIME_ZONE', 'CCRM_TIMEZONE'],
    ['CACHE_TTL', 'CACHE_TTL_NOTES'],
    ['UPSTREAM_TIMEOUT', 'UPSTREAM_ATTEMPT_TIMEOUT'],
    ['SERVER_PORT', 'PORT'],
    ['SERVER_HOST', 'HOST'],
    ['SWITCHBOARD_CONFIG_FILE', 'SWITCHBOARD_CONFIG'],
    ['SWITCHBOARD_CCRM_TOKEN', 'CCRM_TOKEN'],
    ['TRUSTED_PROXIES', 'SERVER_TRUSTED_PROXIES'],
    ['AUTH_API_KEY', 'AUTH_API_KEY_SHA256'],
    ['METRICS_HOST', 'METRICS_PORT'],
    ['REDIS_HOST', 'REDIS_URL'],
    ['REDIS_PORT', 'REDIS_URL'],
    ['LIMIT_COST', 'LIMIT_DEPTH'],
    ['SUBSCRIPTIONS_MAX', 'SUBSCRIPTIONS_TOTAL'],
    ['VOICENTER_API_CODE_FILE', 'VOICENTER_CODE_FILE'],
    ['CCRM_TIMEZONE_FILE', 'CCRM_TIMEZONE'],
    ['WORKSPACE_IDS', 'WORKSPACE_ID'],
    ['LOG_LEVELS', 'LOG_LEVEL'],
  ])('is rejected: for %s, the error suggests %s', (name, ours) => {
    expect(problemsOf(() => loadSettings({ [name]: '6379' }))).toEqual({ [name]: nearest(ours) });
  });

  test('is rejected whatever else is set, without printing its value', () => {
    const load = () => loadSettings({ VOICENTER_CODE: 'abc', CCRM_APIKEY: 'sesame', RINGME_TOKE: 'sesame' });
    expect(Object.keys(problemsOf(load))).toEqual(['CCRM_APIKEY', 'RINGME_TOKE']);
    expect(load).not.toThrow(/sesame/);
  });

  test('is rejected for the prefix of every setting', () => {
    const names = VARIABLES.map(({ name }) => name);
    for (const name of names.filter((each) => each.includes('_') && !/^(WORKSPACE|LOG)_/.test(each))) {
      const unknown = `${name.split('_')[0] ?? ''}_XYZ`;
      expect(Object.keys(problemsOf(() => loadSettings({ [unknown]: '1' })))).toEqual([unknown]);
    }
  });
});

describe('a variable that another program sets', () => {
  // Kubernetes for services called switchboard, redis, cache-eu, metrics and voicenter; Docker for a link; Jenkins.
  test.each([
    {
      SWITCHBOARD_SERVICE_HOST: '10.0.0.1',
      SWITCHBOARD_SERVICE_PORT: '80',
      SWITCHBOARD_SERVICE_PORT_HTTP: '80',
    },
    { SWITCHBOARD_PORT: 'tcp://10.0.0.1:80', SWITCHBOARD_PORT_80_TCP: 'tcp://10.0.0.1:80' },
    {
      SWITCHBOARD_PORT_80_TCP_PROTO: 'tcp',
      SWITCHBOARD_PORT_80_TCP_PORT: '80',
      SWITCHBOARD_PORT_80_TCP_ADDR: '::1',
    },
    { REDIS_SERVICE_HOST: '10.0.0.1', REDIS_SERVICE_PORT: '6379', REDIS_PORT: 'tcp://10.0.0.1:6379' },
    {
      CACHE_EU_SERVICE_HOST: '10.0.0.1',
      CACHE_EU_PORT: 'udp://10.0.0.1:53',
      CACHE_EU_PORT_53_UDP_PORT: '53',
    },
    { VOICENTER_SERVICE_PORT_API_V1: '443', VOICENTER_PORT: 'tcp://10.0.0.1:443' },
    { METRICS_SERVICE_HOST: '10.0.0.1', METRICS_PORT: 'tcp://10.0.0.1:9090' },
    { WORKSPACE: '/jobs/1', WORKSPACE_TMP: '/jobs/1@tmp' },
    { LOG_FORMAT: 'json', LOG_DIR: '/var/log', LOG_TO_STDERR: '1' },
    { PATH: '/bin', HOSTNAME: 'pod-1', CACHE_CONTROL: '' },
  ])('is ignored: %j', (variables) => {
    expect(problemsOf(() => loadSettings(variables))).toEqual({});
  });
});

describe('with a settings file', () => {
  const ACME = 'workspaces: [{ id: acme, voicenter: { code: "${SERVER_SECRET}" } }]';

  test('only variables with a server prefix are checked, except those that the file reads', () => {
    const variables = { SERVER_SECRET: 'abc', VOICENTER_CODE_BETA: 'abc', REDIS_PASSWORD: 'abc' };
    expect(problemsOf(() => loadFile(ACME, variables))).toEqual({});
    expect(problemsOf(() => loadFile(ACME, { ...variables, SERVER_HOSTNAMES: 'a.example.com' }))).toEqual({
      SERVER_HOSTNAMES: nearest('SERVER_HOSTS'),
    });
  });
});

// Red if it is taken for another program's variable, because its value would be silently missing.
test('the first variable of a file with a byte order mark is rejected', () => {
  const expected = 'a file of variables without a byte order mark (BOM) at its start';
  for (const name of ['VOICENTER_CODE', 'AUTH_API_KEY_SHA256', 'NODE_ENV', 'ACME_CODE']) {
    expect(problemsOf(() => loadSettings({ [`\uFEFF${name}`]: 'abc' }))).toEqual({ [name]: expected });
  }
  const acme = 'workspaces: [{ id: acme, voicenter: { code: c } }]';
  expect(problemsOf(() => loadFile(acme, { '\uFEFFPORT': '80' }))).toEqual({ PORT: expected });
});
