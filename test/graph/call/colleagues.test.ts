import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../../src/app/sandbox-workspace.js';
import { aCall, aClient, anExtension, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { DAY } from '../../support/a-company.js';

const party = (number: string) => ({ type: 'unknown', number, numberNotFormatted: Number(number) });

const CALLS = [
  aCall({ callDirection: 'internal', from: party('107'), to: [party('011')], externalNumber: null }),
  aCall({ callDirection: 'INTERNAL', from: party('107'), to: party('999'), externalNumber: null }),
  aCall({ callDirection: 'internal', from: party('107'), to: party('300'), externalNumber: null }),
  // Outside the company, 107 and 112 may be any numbers.
  aCall({ callDirection: 'out', from: party('107'), to: party('112') }),
  aCall({ callDirection: 'in', from: party('107'), to: party('107') }),
].map((call, index) => ({ ...call, uuid: numberedUuid(index), callDate: `2025-03-12 1${index}:00:00` }));

const QUERY = `query ($from: DateTime!, $to: DateTime!) {
  calls(from: $from, to: $to, order: OLDEST_FIRST) {
    nodes { from { extension { sip } } to { extension { sip } } externalParty { extension { sip } } }
  }
}`;

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({
    auth: anAuth([anApiKey('everything'), anApiKey('calls', { scopes: ['calls:read'] })]),
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    sandbox: {
      data: {
        calls: CALLS,
        client: aClient(),
        extensions: ['107', '011', '112', '300', '0300'].map((SpeedDial) =>
          anExtension({ SIP: `sip${SpeedDial}`, SpeedDial }),
        ),
      },
    },
  });
});
beforeEach(() => board.sandbox.clearRequests());
afterAll(() => board.close());

const ask = (key: string) => board.query(QUERY, DAY, { 'x-api-key': key, 'x-switchboard-cost': '1' });

test('resolves only the extensions of an internal call’s parties, with one GetExtensions request', async () => {
  const { data, errors, extensions } = await ask('everything');
  expect(errors).toBeUndefined();
  const sip = (name: string) => ({ extension: { sip: name } });
  const none = { extension: null };
  expect(data).toEqual({
    calls: {
      nodes: [
        { from: [sip('sip107')], to: [sip('sip011')], externalParty: null },
        { from: [sip('sip107')], to: [none], externalParty: null },
        // Two extensions have this number without its zero.
        { from: [sip('sip107')], to: [none], externalParty: null },
        { from: [none], to: [none], externalParty: none },
        { from: [none], to: [none], externalParty: none },
      ],
    },
  });
  expect(board.sandbox.requests.map(({ route }) => route).sort()).toEqual(['GetExtensions', 'callHistory']);
  expect(extensions?.['cost']).toMatchObject({ requests: { voicenter: 1, ringme: 1, ccrm: 7 } });
});

// Red if the field is resolved without the scope of its type.
test('returns null and FORBIDDEN for a party’s extension without extensions:read', async () => {
  const { data, errors } = await ask('calls');
  expect(data).toMatchObject({ calls: { nodes: [{ from: [{ extension: null }] }, {}, {}, {}, {}] } });
  expect(new Set(errors?.map(({ extensions }) => extensions?.['code']))).toEqual(new Set(['FORBIDDEN']));
  expect(board.sandbox.requests.map(({ route }) => route)).not.toContain('GetExtensions');
});
