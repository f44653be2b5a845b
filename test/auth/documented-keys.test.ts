import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Settings } from '../../src/config/settings.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { loadFile } from '../config/settings-problems.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

const PAGE = readFileSync('docs/authentication.md', 'utf8');

const VARIABLES = {
  ACME_CODE: 'a',
  ACME_RINGME: 'b',
  ACME_CCRM: 'c',
  GLOBEX_CCRM: 'd',
  BACK_OFFICE_SHA256: anApiKey('back-office').sha256,
  REPORTING_SHA256: anApiKey('reporting').sha256,
  QUALITY_SHA256: anApiKey('quality').sha256,
};

let settings: Settings;
let board: Switchboard;

beforeAll(async () => {
  const blocks = PAGE.matchAll(/```yaml\n(.*?)```/gs);
  const [yaml = ''] = [...blocks].flatMap(([, block = '']) => (block.includes('apiKeys') ? [block] : []));
  settings = loadFile(yaml, VARIABLES);
  board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    auth: settings.auth ?? anAuth([]),
    workspaces: (sandbox) =>
      settings.workspaces.map(({ id, voicenter, ringme, ccrm }) => {
        const served = sandboxWorkspace(sandbox);
        return {
          id,
          country: null,
          voicenter: voicenter && served.voicenter,
          ringme: ringme && served.ringme,
          ccrm: ccrm && served.ccrm,
        };
      }),
  });
});
afterAll(() => board.close());

const QUERY = `query ($workspace: ID!, $from: DateTime!, $to: DateTime!) {
  calls(workspace: $workspace, from: $from, to: $to, first: 1, order: OLDEST_FIRST) {
    totalCount nodes { externalParty { phone { e164 } } notes { text } }
  }
  extensions(workspace: $workspace) { totalCount }
  client(workspace: $workspace) { name }
}`;

interface Seen {
  /** The number of the call's other party and the text of its note; null if the caller sees no calls. */
  readonly call: readonly unknown[] | null;
  readonly extensions: unknown;
  readonly client: unknown;
  readonly codes: readonly unknown[];
}

async function seenBy(key: string, workspace: string): Promise<Seen> {
  const { data, errors } = await board.query<{
    calls: {
      nodes: [{ externalParty: { phone: { e164: string } }; notes: [{ text: string }] | null }];
    } | null;
    extensions: unknown;
    client: unknown;
  }>(QUERY, { workspace, ...DAY }, { 'x-api-key': key });
  const call = data?.calls?.nodes[0];
  return {
    call: call === undefined ? null : [call.externalParty.phone.e164, call.notes?.[0].text ?? null],
    extensions: data?.extensions,
    client: data?.client,
    codes: [...new Set(errors?.map(({ extensions }) => String(extensions?.['code'])))].sort(),
  };
}

const NUMBER = '+48600000123';
const MASKED = '+48 *** *** 123';
const TEXT = 'Notatka do tego połączenia';
const NOTHING = { call: null, extensions: null, client: null, codes: ['BAD_USER_INPUT'] };

test('the documented settings have two workspaces and three keys', () => {
  expect(settings.workspaces.map(({ id }) => id)).toEqual(['acme', 'globex']);
  expect(settings.auth?.apiKeys.map(({ name }) => name)).toEqual(['back-office', 'reporting', 'quality']);
});

test.each([
  [
    'back-office',
    'acme',
    { call: [NUMBER, TEXT], extensions: { totalCount: 1 }, client: { name: 'ringme_test' }, codes: [] },
  ],
  ['back-office', 'globex', NOTHING],
  ['reporting', 'acme', { call: [MASKED, null], extensions: null, client: null, codes: ['FORBIDDEN'] }],
  ['reporting', 'globex', { call: [MASKED, null], extensions: null, client: null, codes: ['FORBIDDEN'] }],
  ['quality', 'acme', { ...NOTHING, codes: ['BAD_USER_INPUT', 'FORBIDDEN'] }],
  ['quality', 'globex', { call: [NUMBER, TEXT], extensions: null, client: null, codes: ['FORBIDDEN'] }],
])('the key %s sees in %s what its settings permit', async (key, workspace, expected) => {
  expect(await seenBy(key, workspace)).toEqual(expected);
});

test('only the key back-office can update the client', async () => {
  const mutation =
    'mutation { updateClient(input: { workspace: "acme", timezone: "Europe/Moscow" }) { client { timezone } } }';
  const asked = async (key: string) => (await board.query(mutation, {}, { 'x-api-key': key })).data;
  expect(await asked('reporting')).toEqual({ updateClient: null });
  expect(await asked('quality')).toEqual({ updateClient: null });
  expect(await asked('back-office')).toEqual({ updateClient: { client: { timezone: 'Europe/Moscow' } } });
});
