import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { ArchiveSection } from '../../src/config/archive-section.js';
import { LimitsSection } from '../../src/config/document/limits-section.js';
import {
  ApiKeySection,
  AuthSection,
  CacheSection,
  CacheTtlSection,
  FederationSection,
  JwtSection,
  SandboxSection,
  ServerSection,
  TrustedDocumentsSection,
  UpstreamSection,
} from '../../src/config/document/settings-document.js';
import {
  CcrmSection,
  RingmeAppSection,
  RingmeSection,
  VoicenterSection,
  WorkspaceSection,
} from '../../src/config/document/workspace-section.js';
import { VARIABLES } from '../../src/config/environment/settings-environment.js';
import { SubscriptionsSection } from '../../src/config/document/subscriptions-section.js';

/** Every section, by the path under which docs/settings.md has it. */
const SECTIONS: Readonly<Record<string, object>> = {
  server: new ServerSection(),
  workspaces: new WorkspaceSection(),
  'workspaces.voicenter': new VoicenterSection(),
  'workspaces.ringme': new RingmeSection(),
  'workspaces.ringme.app': new RingmeAppSection(),
  'workspaces.ccrm': new CcrmSection(),
  sandbox: new SandboxSection(),
  auth: new AuthSection(),
  'auth.apiKeys': new ApiKeySection(),
  'auth.jwt': new JwtSection(),
  trustedDocuments: new TrustedDocumentsSection(),
  federation: new FederationSection(),
  upstream: new UpstreamSection(),
  limits: new LimitsSection(),
  subscriptions: new SubscriptionsSection(),
  cache: new CacheSection(),
  'cache.ttl': new CacheTtlSection(),
  archive: new ArchiveSection(),
};

/** The setting, variable and default of every row, without their backquotes. */
const ROWS = [
  ...readFileSync('docs/settings.md', 'utf8').matchAll(/^\| `([\w.]+)` +\|([^|]*)\|([^|]*)\|/gm),
].map((row) => row.slice(1).map((cell) => cell.replaceAll('`', '').trim()));

test('docs/settings.md has a row for every setting, with its variable, and none besides', () => {
  const variables: Readonly<Record<string, Readonly<Record<string, string>>>> = Object.fromEntries(
    Object.entries(VARIABLES).map(([section, names]) => [section.replaceAll('[0]', ''), names]),
  );
  const expected = Object.entries(SECTIONS).flatMap(([path, section]) =>
    Object.keys(section)
      .filter((name) => !(`${path}.${name}` in SECTIONS))
      .map((name) => [`${path}.${name}`, variables[path]?.[name] ?? '']),
  );
  expect(ROWS.map(([setting, variable]) => [setting, variable]).sort()).toEqual(expected.sort());
});

test('docs/settings.md has every default', () => {
  const defaults = Object.entries(SECTIONS).flatMap(([path, section]) =>
    Object.entries(section)
      .filter(([, value]) => ['number', 'boolean'].includes(typeof value))
      .map(([name, value]) => [`${path}.${name}`, String(value)]),
  );
  const written = new Map(ROWS.map(([setting, , given]) => [setting, given]));
  expect(defaults.map(([setting]) => [setting, written.get(setting)])).toEqual(defaults);
});
