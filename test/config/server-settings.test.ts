import { describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { loadSettings } from '../../src/config/load-settings.js';
import { loadFile, problemsOf, WITH_KEY } from './settings-problems.js';

const ACME = 'workspaces: [{ id: acme, voicenter: { code: abc } }]';

describe('server settings', () => {
  test('turn introspection and the playground off in production', () => {
    const { server } = loadSettings({ NODE_ENV: 'production', SANDBOX: 'true', ...WITH_KEY });
    expect(server).toMatchObject({ production: true, introspection: false, playground: false });
  });

  test('can turn introspection and the playground on in production and off in development', () => {
    const on = {
      ...WITH_KEY,
      NODE_ENV: 'production',
      SANDBOX: 'true',
      SERVER_INTROSPECTION: 'true',
      SERVER_PLAYGROUND: '1',
    };
    expect(loadSettings(on).server).toMatchObject({ introspection: true, playground: true });
    const { server } = loadFile(`server: { introspection: false, playground: false }\n${ACME}`);
    expect(server).toMatchObject({ production: false, introspection: false, playground: false });
  });

  test('can set a separate port for metrics', () => {
    expect(loadSettings({ METRICS_PORT: '9464' }).server.metricsPort).toBe(9464);
    expect(loadFile(`server: { metricsPort: 9464 }\n${ACME}`).server.metricsPort).toBe(9464);
    expect(problemsOf(() => loadSettings({ METRICS_PORT: '94640' }))).toEqual({
      METRICS_PORT: expect.stringContaining('a port'),
    });
  });

  test('set the log level, which defaults to info', () => {
    expect(loadSettings({}).server.logLevel).toBe('info');
    expect(loadSettings({ LOG_LEVEL: 'error' }).server.logLevel).toBe('error');
    const yaml = `server: { logLevel: warn }\n${ACME}`;
    expect(loadFile(yaml).server.logLevel).toBe('warn');
    expect(loadFile(yaml, { LOG_LEVEL: 'debug' }).server.logLevel).toBe('debug');
  });

  test.each(['INFO', 'verbose', '30'])('reject the log level %j', (level) => {
    const expected = 'one of silent, fatal, error, warn, info, debug, trace';
    expect(problemsOf(() => loadSettings({ LOG_LEVEL: level }))).toEqual({ LOG_LEVEL: expected });
    const yaml = `server: { logLevel: ${JSON.stringify(level)} }\n${ACME}`;
    expect(problemsOf(() => loadFile(yaml))).toEqual({ 'server.logLevel': expected });
  });

  test('from variables take precedence over the file', () => {
    const yaml = `server: { introspection: true, corsOrigins: [https://a.example.com] }\n${ACME}`;
    const { server } = loadFile(yaml, {
      SERVER_INTROSPECTION: 'false',
      SERVER_CORS_ORIGINS: 'https://b.example.com, http://localhost:3000',
    });
    expect(server.introspection).toBe(false);
    expect(server.corsOrigins).toEqual(['https://b.example.com', 'http://localhost:3000']);
  });

  test.each([
    'https://a.example.com/',
    'https://a.example.com/app',
    'https://*.example.com',
    '*',
    'null',
    'a.example.com',
    'HTTPS://a.example.com',
    'https://user@a.example.com',
    'https://a.example.com:443',
    'file:///tmp',
    '[https://a.example.com]',
    ',',
  ])('reject the CORS origin %j', (origin) => {
    const expected = 'a list of origins such as https://app.example.com, without a path or trailing slash';
    const yaml = `server: { corsOrigins: [${JSON.stringify(origin)}] }\n${ACME}`;
    expect(problemsOf(() => loadFile(yaml))).toEqual({ 'server.corsOrigins': expected });
    expect(problemsOf(() => loadSettings({ SERVER_CORS_ORIGINS: origin }))).toEqual({
      SERVER_CORS_ORIGINS: expected,
    });
  });

  test('are rejected with a misspelt variable, which is named', () => {
    expect(problemsOf(() => loadSettings({ SERVER_PLAYGROUNDS: 'true' }))).toEqual({
      SERVER_PLAYGROUNDS: 'unknown setting (did you mean `SERVER_PLAYGROUND`?)',
    });
  });
});

// Red if every other value means development: everyone could see the playground and the schema.
test.each(['production\r', 'production ', ' production', 'Production', 'PRODUCTION', 'prod', 'Prod'])(
  'NODE_ENV=%j is rejected because it resembles production',
  (NODE_ENV) => {
    const expected = 'exactly production, or the name of another profile';
    expect(problemsOf(() => loadSettings({ NODE_ENV, ...WITH_KEY }))).toEqual({ NODE_ENV: expected });
    expect(problemsOf(() => loadFile(ACME, { NODE_ENV }))).toEqual({ NODE_ENV: expected });
  },
);

test.each(['', 'development', 'test', 'staging', 'nonproduction'])(
  'NODE_ENV=%j means development',
  (NODE_ENV) => {
    expect(loadSettings({ NODE_ENV }).server.production).toBe(false);
  },
);

describe('trusted proxies', () => {
  const expected = 'a list of IP addresses or networks such as 10.0.0.0/8, but not all addresses (/0)';

  test.each(['10.0.0.0/8', '127.0.0.1, ::1', 'fd00::/8', '0.0.0.0/1', '::/1', '::ffff:10.0.0.0/104'])(
    'may be %s, which Fastify accepts',
    async (SERVER_TRUSTED_PROXIES) => {
      const { trustedProxies } = loadSettings({ SERVER_TRUSTED_PROXIES }).server;
      await using fastify = Fastify({ trustProxy: [...trustedProxies] });
      expect(fastify.server.listening).toBe(false);
    },
  );

  // Red if only the length of the network is checked: the server can't start.
  test.each(['0.0.0.0/0', '::/0', '10.0.0.0/00', '10.0.0.0/33', '::/129'])(
    'may not be %s',
    (SERVER_TRUSTED_PROXIES) => {
      expect(problemsOf(() => loadSettings({ SERVER_TRUSTED_PROXIES }))).toEqual({
        SERVER_TRUSTED_PROXIES: expected,
      });
    },
  );
});

// Red if each port is checked alone: the second server can't listen.
test('the metrics port must differ from the server’s port', () => {
  const expected = (name: string) => `another port than ${name}`;
  for (const variables of [{ PORT: '8080', METRICS_PORT: '8080' }, { METRICS_PORT: '4000' }]) {
    expect(problemsOf(() => loadSettings(variables))).toEqual({ METRICS_PORT: expected('PORT') });
  }
  const yaml = (server: string) => `server: { ${server} }\n${ACME}`;
  expect(problemsOf(() => loadFile(yaml('port: 80, metricsPort: 80')))).toEqual({
    'server.metricsPort': expected('server.port'),
  });
  expect(problemsOf(() => loadFile(yaml('metricsPort: 80'), { PORT: '80' }))).toEqual({
    'server.metricsPort': expected('PORT'),
  });
  expect(problemsOf(() => loadFile(yaml('port: 80'), { METRICS_PORT: '80' }))).toEqual({
    METRICS_PORT: expected('server.port'),
  });
  expect(loadSettings({ PORT: '0', METRICS_PORT: '0' }).server).toMatchObject({ port: 0, metricsPort: 0 });
  const overridden = loadFile(yaml('port: 80, metricsPort: 81'), { PORT: '81', METRICS_PORT: '80' });
  expect(overridden.server).toMatchObject({ port: 81, metricsPort: 80 });
});

// Red if the file is also checked alone, with ports that variables override.
test('the metrics port may be a port that a variable overrides', () => {
  const yaml = (server: string) => `server: { ${server} }\n${ACME}`;
  expect(loadFile(yaml('metricsPort: 4000'), { PORT: '8080' }).server).toMatchObject({ port: 8080 });
  expect(loadFile(yaml('port: 80, metricsPort: 80'), { METRICS_PORT: '9464' }).server).toMatchObject({
    port: 80,
    metricsPort: 9464,
  });
});
