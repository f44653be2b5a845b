import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { expect, test } from '@jest/globals';
import { VARIABLES } from '../../src/config/environment/settings-environment.js';
import { loadSettings } from '../../src/config/load-settings.js';

const TEXT = readFileSync('.env.example', 'utf8');
/** The variables with their values, including those that are commented out. */
const OFFERED = new Map(
  [...TEXT.matchAll(/^(?:# )?([A-Z][A-Z\d_]*)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
);
/** The variables that compose.yaml needs in addition to the settings. */
const COMPOSE_ONLY = ['DOCKER_REDIS_PASSWORD', 'DOCKER_POSTGRES_PASSWORD'];
const SETTINGS = VARIABLES.map(({ name }) => name);

// Red if a variable is misspelt, or missing on either side.
test('.env.example has exactly the variables of the README', () => {
  const [, section = ''] = /^## Configuration\n(.*?)^## /ms.exec(readFileSync('README.md', 'utf8')) ?? [];
  const named = [...section.matchAll(/`([A-Z][A-Z\d_]+)`/g)].map(([, name]) => name ?? '');
  const expected = new Set(named.filter((name) => name !== 'SWITCHBOARD_CONFIG'));
  expect([...OFFERED.keys()].sort()).toEqual([...expected, ...COMPOSE_ONLY].sort());
});

test('.env.example has only variables of settings', () => {
  const unknown = [...OFFERED.keys()].filter((name) => !SETTINGS.includes(name));
  expect(unknown).toEqual(COMPOSE_ONLY);
});

test('every value in .env.example is the setting’s default', () => {
  const given = Object.fromEntries([...OFFERED].filter(([, value]) => value !== ''));
  const { server } = loadSettings({});
  expect(given).toEqual({
    CCRM_TIMEZONE: 'Europe/Warsaw',
    HOST: server.host,
    PORT: String(server.port),
    LOG_LEVEL: server.logLevel,
  });
  const ccrm = { CCRM_NAME: 'acme', CCRM_TOKEN: 'token' };
  const { timezone } = loadSettings(ccrm).workspaces[0]?.ccrm ?? {};
  expect(given['CCRM_TIMEZONE']).toBe(timezone);
});

test('an unchanged copy of .env.example serves the sandbox', () => {
  expect(loadSettings({ ...parseEnv(TEXT) })).toEqual(loadSettings({}));
});
