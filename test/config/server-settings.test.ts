import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { loadFile, problemsOf, WITH_KEY } from './settings-problems.js';

const ACME = 'workspaces: [{ id: acme, voicenter: { code: abc } }]';

describe('how it is served', () => {
  test('in production the schema and the playground are off', () => {
    const { server } = loadSettings({ NODE_ENV: 'production', SANDBOX: 'true', ...WITH_KEY });
    expect(server).toMatchObject({ production: true, introspection: false, playground: false });
  });

  test('both can be turned on again, and off in development', () => {
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

  test('metrics have a port of their own if one is named', () => {
    expect(loadSettings({ METRICS_PORT: '9464' }).server.metricsPort).toBe(9464);
    expect(loadFile(`server: { metricsPort: 9464 }\n${ACME}`).server.metricsPort).toBe(9464);
    expect(problemsOf(() => loadSettings({ METRICS_PORT: '94640' }))).toEqual({
      METRICS_PORT: expect.stringContaining('a port'),
    });
  });

  test('the log has lines from info on, or from the level that is named', () => {
    expect(loadSettings({}).server.logLevel).toBe('info');
    expect(loadSettings({ LOG_LEVEL: 'error' }).server.logLevel).toBe('error');
    const yaml = `server: { logLevel: warn }\n${ACME}`;
    expect(loadFile(yaml).server.logLevel).toBe('warn');
    expect(loadFile(yaml, { LOG_LEVEL: 'debug' }).server.logLevel).toBe('debug');
  });

  test.each(['INFO', 'verbose', '30'])('%j is no level of the log', (level) => {
    const expected = 'one of silent, fatal, error, warn, info, debug, trace';
    expect(problemsOf(() => loadSettings({ LOG_LEVEL: level }))).toEqual({ LOG_LEVEL: expected });
    const yaml = `server: { logLevel: ${JSON.stringify(level)} }\n${ACME}`;
    expect(problemsOf(() => loadFile(yaml))).toEqual({ 'server.logLevel': expected });
  });

  test('variables win over the file', () => {
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
  ])('%j is no origin', (origin) => {
    const expected = 'a list of origins such as https://app.example.com, without a path or trailing slash';
    const yaml = `server: { corsOrigins: [${JSON.stringify(origin)}] }\n${ACME}`;
    expect(problemsOf(() => loadFile(yaml))).toEqual({ 'server.corsOrigins': expected });
    expect(problemsOf(() => loadSettings({ SERVER_CORS_ORIGINS: origin }))).toEqual({
      SERVER_CORS_ORIGINS: expected,
    });
  });

  test('a misspelt variable is named', () => {
    expect(problemsOf(() => loadSettings({ SERVER_PLAYGROUNDS: 'true' }))).toEqual({
      SERVER_PLAYGROUNDS: 'unknown setting (did you mean `SERVER_PLAYGROUND`?)',
    });
  });
});
