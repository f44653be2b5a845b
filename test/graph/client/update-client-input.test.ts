import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { UpdateClientDocument, type UpdateClientInput } from '../../generated/operations.js';
import { aClient } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { client: aClient() } } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());
afterEach(() => {
  // No request in this file may reach the provider.
  expect(board.sandbox.requests).toEqual([]);
});

const faultsOf = async (input: UpdateClientInput) => {
  const { data, errors } = await board.query(UpdateClientDocument, { input });
  expect(errors).toBeUndefined();
  expect(data?.updateClient?.client).toBeNull();
  return data?.updateClient?.userErrors ?? [];
};

const COUNTRIES = ['geoRestriction', 'countries'];

test.each<[UpdateClientInput, string[], string]>([
  [{}, [], 'REQUIRED'],
  [{ workspace: 'sandbox' }, [], 'REQUIRED'],
  [{ timezone: 'Warsaw' }, ['timezone'], 'INVALID'],
  [{ timezone: '' }, ['timezone'], 'INVALID'],
  [{ timezone: 'Europe/Warsaw ' }, ['timezone'], 'INVALID'],
  [{ timezone: '+01:00' }, ['timezone'], 'INVALID'],
  [{ timezone: 'T10:00[Europe/Warsaw]' }, ['timezone'], 'INVALID'],
  [{ diskSpaceNotifyEmail: 'nobody' }, ['diskSpaceNotifyEmail'], 'INVALID'],
  [{ diskSpaceNotifyEmail: '' }, ['diskSpaceNotifyEmail'], 'INVALID'],
  [{ diskSpaceNotifyEmail: 'a@example.com\nb@example.com' }, ['diskSpaceNotifyEmail'], 'INVALID'],
  [{ diskSpaceNotifyThreshold: -1 }, ['diskSpaceNotifyThreshold'], 'INVALID'],
  [{ diskSpaceNotifyThreshold: 101 }, ['diskSpaceNotifyThreshold'], 'INVALID'],
  [{ dialRuleId: '-1' }, ['dialRuleId'], 'INVALID'],
  [{ dialRuleId: '1.5' }, ['dialRuleId'], 'INVALID'],
  [{ dialRuleId: '' }, ['dialRuleId'], 'INVALID'],
  [{ holdMusicId: '18446744073709551616' }, ['holdMusicId'], 'INVALID'],
  [{ holdMusicId: '1e3' }, ['holdMusicId'], 'INVALID'],
  [{ holdMusicId: ' 1' }, ['holdMusicId'], 'INVALID'],
  [{ sipNetworkPermissionId: '0x10' }, ['sipNetworkPermissionId'], 'INVALID'],
  [{ geoRestriction: { mode: 'LISTED' } }, COUNTRIES, 'REQUIRED'],
  [{ geoRestriction: { mode: 'LISTED', countries: null } }, COUNTRIES, 'REQUIRED'],
  [{ geoRestriction: { mode: 'LISTED', countries: [] } }, COUNTRIES, 'REQUIRED'],
  [{ geoRestriction: { mode: 'LISTED', countries: ['PL', 'XX'] } }, COUNTRIES, 'INVALID'],
  [{ geoRestriction: { mode: 'LISTED', countries: ['POL'] } }, COUNTRIES, 'INVALID'],
  [{ geoRestriction: { mode: 'LISTED', countries: ['*'] } }, COUNTRIES, 'INVALID'],
  [{ geoRestriction: { mode: 'ALL', countries: ['PL'] } }, COUNTRIES, 'INVALID'],
  [{ geoRestriction: { mode: 'PROVIDER_DEFAULT', countries: ['PL'] } }, COUNTRIES, 'INVALID'],
])('%j returns one user error, at %j: %s', async (input, field, code) => {
  expect(await faultsOf(input)).toEqual([{ field, code, message: expect.stringMatching(/\S/) }]);
});

test('returns all user errors at once, each with its path', async () => {
  const faults = await faultsOf({
    timezone: 'Warsaw',
    geoRestriction: { mode: 'ALL', countries: ['PL', 'XX'] },
    diskSpaceNotifyEmail: 'nobody',
    diskSpaceNotifyThreshold: 101,
    dialRuleId: '-1',
    holdMusicId: 'x',
    sipNetworkPermissionId: '18446744073709551616',
  });
  expect(faults.map(({ field }) => field.join('.')).sort()).toEqual([
    'dialRuleId',
    'diskSpaceNotifyEmail',
    'diskSpaceNotifyThreshold',
    'geoRestriction.countries',
    'geoRestriction.countries',
    'holdMusicId',
    'sipNetworkPermissionId',
    'timezone',
  ]);
  expect(new Set(faults.map(({ code }) => code))).toEqual(new Set(['INVALID']));
});

test('sends nothing if any field is invalid', async () => {
  expect(await faultsOf({ timezone: 'Europe/Warsaw', dialRuleId: '-1' })).toHaveLength(1);
});

test('checks the workspace first', async () => {
  const { data, errors } = await board.query(UpdateClientDocument, {
    input: { workspace: 'globex', timezone: 'Warsaw' },
  });
  expect(data).toEqual({ updateClient: null });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
});
