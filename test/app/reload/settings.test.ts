import { describe, expect, test } from '@jest/globals';
import type { ArchiveSettings } from '../../../src/config/settings.js';
import { loadSettings } from '../../../src/config/load-settings.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { COMPLETE, EVERYTHING, rotated, rotation, startReloading } from './a-reloading-switchboard.js';

const ARCHIVE: ArchiveSettings = {
  engine: { kind: 'sqlite', path: ':memory:' },
  since: null,
  requestsPerMinute: 30,
  keepDays: null,
};

describe('reloaded settings', () => {
  // Red if the valid part of invalid settings is applied.
  test('change nothing if they are invalid, and the log has their keys without values', async () => {
    await using switchboard = await startReloading();
    const wrong = 'workspaces: [{ id: acme, voicenter: { code: "" }, ccrm: { token: [canary] } }]';
    switchboard.reload(() =>
      loadSettings({ SWITCHBOARD_CONFIG: 'settings.yaml' }, { readFile: () => wrong }),
    );
    const line = switchboard.log.find(({ msg }) => msg === 'settings not reloaded');
    expect(JSON.stringify(line)).toMatch(/"key":"workspaces\[0\]\.ccrm\.token"/);
    expect(JSON.stringify(switchboard.log)).not.toContain('canary');
    expect(await switchboard.post(EVERYTHING)).toMatchObject({ data: COMPLETE });
  });

  // Red if a provider's settings are replaced as a whole, or its credential without checking the address.
  test('need a restart for everything but credentials, and send no new secret to an old address', async () => {
    await using switchboard = await startReloading({ archive: ARCHIVE });
    const { settings } = switchboard;
    const next = rotated(settings, { ...rotation(0), ccrm: 'canary' });
    switchboard.reload({
      ...next,
      server: { ...settings.server, host: '127.0.0.2', port: 4321 },
      cache: { ...settings.cache, redisUrl: new URL('redis://127.0.0.1:1') },
      archive: { ...ARCHIVE, engine: { kind: 'sqlite', path: 'canary' }, keepDays: 90 },
      workspaces: next.workspaces.map((workspace) => ({
        ...workspace,
        ccrm: workspace.ccrm && { ...workspace.ccrm, url: new URL('https://elsewhere.example/publicApi') },
      })),
    });
    expect(switchboard.log.find(({ msg }) => msg === 'changed settings need a restart')).toMatchObject({
      restart: [
        'server.host',
        'server.port',
        'cache.redisUrl',
        'archive.keepDays',
        'archive.url',
        'workspaces[0].ccrm.url',
      ],
    });
    expect(await switchboard.post(EVERYTHING)).toMatchObject({ data: COMPLETE });
    expect(JSON.stringify([switchboard.log, switchboard.sandbox.requests])).not.toContain('canary');
  });

  // Red if keys are accepted whose personal data the running server can't mask, or if auth is removed.
  test('change nothing if a key needs masking that the server doesn’t run with, or if auth is removed', async () => {
    const key = anApiKey('a', { workspaces: ['sandbox'] });
    await using switchboard = await startReloading({ auth: anAuth([key]) });
    const { settings } = switchboard;
    const masking = anApiKey('b', { workspaces: ['sandbox'], maskPersonalData: true });
    switchboard.reload({ ...settings, auth: anAuth([key, masking]) });
    switchboard.reload({ ...settings, auth: null });
    const refused = switchboard.log.filter(({ msg }) => msg === 'settings not reloaded');
    expect(refused.map(({ restart }) => restart)).toEqual([['auth.maskPersonalData'], ['auth']]);
    expect((await switchboard.post(EVERYTHING)).status).toBe(401);
    expect((await switchboard.post(EVERYTHING, { 'x-api-key': 'b' })).status).toBe(401);
    expect(await switchboard.post(EVERYTHING, { 'x-api-key': 'a' })).toMatchObject({ data: COMPLETE });
  });
});
