import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse, parseAllDocuments } from 'yaml';
import type { Settings } from '../../src/config/settings.js';
import { loadSettings } from '../../src/config/load-settings.js';

const VALUES: Readonly<Record<string, string>> = {
  VOICENTER_CODE: 'code',
  RINGME_URL: 'https://pbx.example.com/api/ver1.0',
  RINGME_TOKEN: 'ringme-token',
  CCRM_NAME: 'acme',
  CCRM_TOKEN: 'ccrm-token',
  CCRM_TIMEZONE: 'Europe/Warsaw',
  API_KEY_SHA256: 'a'.repeat(64),
  REDIS_URL: 'redis://:password@redis:6379',
  ARCHIVE_URL: 'postgres://switchboard:password@postgres:5432/switchboard',
};

describe('settings of the examples in ops', () => {
  test('are valid with the variables that compose.yaml passes on', () => {
    const compose: unknown = parse(readFileSync('compose.yaml', 'utf8'));
    const passed = namesIn(compose, 'services', 'switchboard', 'environment');
    expect(readSettings(readFileSync('ops/settings.yaml', 'utf8'), passed)).toEqual(EXPECTED);
  });

  test('are valid in Kubernetes with the files of the mounted secrets', () => {
    expect(readMounted('production')).toEqual(EXPECTED);
    expect(readMounted('sandbox')).toEqual({
      ...EXPECTED,
      workspaces: [],
      apiKeys: ['developers'],
      redis: undefined,
      archive: undefined,
    });
  });

  test('require exactly the variables of .env.example, and use its defaults for optional ones', () => {
    const [compose, example] = [readFileSync('compose.yaml', 'utf8'), readFileSync('.env.example', 'utf8')];
    const wanted = [...compose.matchAll(/\$\{(\w+)(?!\w|:-)/gu)].map(([, name]) => name);
    const offered = [...example.matchAll(/^(\w+)=/gmu)].map(([, name]) => name);
    expect(offered.sort()).toEqual([...new Set(wanted)].sort());
    const defaults = [...compose.matchAll(/\$\{(\w+):-([^}]*)\}/gu)].map(([, name, value]) => [name, value]);
    expect(defaults.map(([name]) => name)).toEqual(['CCRM_TIMEZONE', 'LOG_LEVEL']);
    for (const [name, value] of defaults) expect(example).toContain(`# ${name}=${value}\n`);
  });

  // Red if compose.yaml or its settings omit either variable: its value in .env has no effect.
  test('use the time zone and log level that compose.yaml passes on', () => {
    const variables = { ...VALUES, CCRM_TIMEZONE: 'Asia/Jerusalem', LOG_LEVEL: 'warn' };
    const compose: unknown = parse(readFileSync('compose.yaml', 'utf8'));
    const passed = namesIn(compose, 'services', 'switchboard', 'environment');
    const environment = Object.fromEntries(
      Object.entries(variables).filter(([name]) => passed.includes(name)),
    );
    const yaml = readFileSync('ops/settings.yaml', 'utf8');
    const settings = loadSettings(
      { ...environment, SWITCHBOARD_CONFIG: 'settings.yaml' },
      { readFile: () => yaml },
    );
    expect(settings.workspaces[0]?.ccrm?.timezone).toBe('Asia/Jerusalem');
    expect(settings.server.logLevel).toBe('warn');
  });
});

const EXPECTED = {
  server: expect.objectContaining({ host: '0.0.0.0', port: 4000, production: true }),
  workspaces: ['acme'],
  apiKeys: ['gateway'],
  redis: 'redis:6379',
  archive: 'postgres',
};

function readSettings(yaml: string, variables: readonly string[]): unknown {
  const environment = Object.fromEntries(variables.map((name) => [name, VALUES[name]]));
  const settings = loadSettings(
    { ...environment, SWITCHBOARD_CONFIG: 'settings.yaml', NODE_ENV: 'production' },
    { readFile: () => yaml },
  );
  return summaryOf(settings);
}

function summaryOf({ server, workspaces, auth, cache, archive }: Settings): unknown {
  return {
    server,
    workspaces: workspaces.map(({ id }) => id),
    apiKeys: auth?.apiKeys.map(({ name }) => name),
    redis: cache.redisUrl?.host,
    archive: archive?.engine.kind,
  };
}

/** The settings of an overlay; the only files are those of the Kubernetes secrets. */
function readMounted(overlay: string): unknown {
  const secrets = parseAllDocuments(readFileSync('ops/kubernetes/secret.example.yaml', 'utf8'));
  const mounted = secrets.flatMap((document) => {
    const secret: unknown = document.toJS();
    const folder = `/run/secrets/${String(at(secret, 'metadata', 'name'))}`;
    return namesIn(secret, 'stringData').map((name) => [`${folder}/${name}`, VALUES[name] ?? ''] as const);
  });
  const yaml = readFileSync(`ops/kubernetes/overlays/${overlay}/settings.yaml`, 'utf8');
  const files = new Map<string, string>([...mounted, ['settings.yaml', yaml] as const]);
  const environment = { SWITCHBOARD_CONFIG: 'settings.yaml', METRICS_PORT: '9464', NODE_ENV: 'production' };
  const readFile = (path: string) => {
    const text = files.get(path);
    if (text === undefined) throw new Error(path);
    return text;
  };
  return summaryOf(loadSettings(environment, { readFile }));
}

function namesIn(manifest: unknown, ...path: readonly string[]): readonly string[] {
  return Object.keys(Object(at(manifest, ...path)) as object);
}

function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (Object(inner) as Record<string, unknown>)[key], value);
}
