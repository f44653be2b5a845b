import { readFileSync } from 'node:fs';
import { fastify } from 'fastify';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import type { Schema } from '../../src/config/schema/setting.js';
import { SETTINGS } from '../../src/config/schema/settings-schema.js';
import { blocksOf, PAGES } from './pages.js';

/** The setting, variable and default of every row, without backquotes. */
const ROWS = [
  ...readFileSync('docs/settings.md', 'utf8').matchAll(/^\| `([\w.]+)` +\|([^|]*)\|([^|]*)\|/gm),
].map((row) => row.slice(1).map((cell) => cell.replaceAll('`', '').trim()));

/** Every setting by its path. */
function settingsOf(
  schema: Schema<unknown>,
  path: string,
): readonly (readonly [path: string, setting: Schema<unknown>])[] {
  const { item, entries } = schema;
  if (item) return settingsOf(item, path);
  if (entries === undefined) return [[path, schema]];
  return Object.entries(entries).flatMap(([name, each]) =>
    settingsOf(each, path === '' ? name : `${path}.${name}`),
  );
}

const DECLARED = settingsOf(SETTINGS, '');

test('docs/settings.md has exactly one row for every setting, with its variable', () => {
  const expected = DECLARED.map(([path, setting]) => [path, setting.variable ?? '']);
  expect(ROWS.map(([setting, variable]) => [setting, variable]).sort()).toEqual(expected.sort());
});

test('docs/settings.md has every default', () => {
  const defaults = DECLARED.flatMap(([path, { fallback }]) => {
    return ['number', 'boolean'].includes(typeof fallback) ? [[path, String(fallback)]] : [];
  });
  const written = new Map(ROWS.map(([setting, , given]) => [setting, given]));
  expect(defaults.map(([setting]) => [setting, written.get(setting)])).toEqual(defaults);
});

describe('schema/settings.schema.json, which editors use to check a settings file,', () => {
  const body: unknown = JSON.parse(readFileSync('schema/settings.schema.json', 'utf8'));
  const options = { coerceTypes: false, removeAdditional: false, useDefaults: false, strict: false };
  const editor = fastify({ ajv: { customOptions: options } });
  editor.post('/', { schema: { body } }, () => 'taken');
  const faultOf = async (yaml: string) => {
    const { body: answer } = await editor.inject({ method: 'POST', url: '/', payload: parse(yaml) });
    return answer;
  };
  const blocks = PAGES.flatMap(blocksOf).filter(({ language, info }) => language === 'yaml' && info === '');

  test.each(blocks)('accepts the settings of $page, line $line', async ({ text }) => {
    expect(await faultOf(text)).toBe('taken');
  });

  test.each(['ops/settings.yaml', 'ops/kubernetes/overlays/production/settings.yaml'])(
    'accepts %s',
    async (path) => {
      expect(await faultOf(readFileSync(path, 'utf8'))).toBe('taken');
    },
  );

  test.each([
    ['an unknown setting', 'server: { prot: 1 }', 'additional properties'],
    ['a number that is too large', 'limits: { depth: 2000 }', 'body/limits/depth must be'],
    ['digits without quotes', 'workspaces: [{ id: a, voicenter: { code: 12 } }]', 'code must be string'],
    ['a missing credential', 'workspaces: [{ id: a, ccrm: { name: a } }]', "required property 'token'"],
    ['an unknown enum value', 'trustedDocuments: { mode: always }', 'mode must be'],
  ])('rejects %s', async (_, yaml, fault) => {
    expect(await faultOf(yaml)).toContain(fault);
  });
});
