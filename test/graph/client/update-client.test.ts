import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { UpdateClientInput } from '../../generated/operations.js';
import { UpdateClientDocument } from '../../generated/operations.js';
import { aClient, anExtension } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';

let board: Switchboard;

beforeEach(async () => {
  const client = aClient({ disk_space_notify_email: 'it@example.com', hold_music: 9007199254740993n });
  board = await startSwitchboard({ sandbox: { data: { client, extensions: [anExtension()] } } });
});
afterEach(() => board.close());

function sentBodies(): unknown[] {
  return board.sandbox.requests.filter(({ method }) => method === 'PUT').map(({ body }) => body);
}

describe('sends exactly the given fields to the provider', () => {
  test.each<[string, UpdateClientInput, object]>([
    ['a time zone', { timezone: 'Europe/Warsaw' }, { timezone: 'Europe/Warsaw' }],
    [
      'an e-mail address',
      { diskSpaceNotifyEmail: 'a@example.com' },
      { disk_space_notify_email: 'a@example.com' },
    ],
    ['zero percent', { diskSpaceNotifyThreshold: 0 }, { disk_space_notify_threshold: 0 }],
    ['a hundred percent', { diskSpaceNotifyThreshold: 100 }, { disk_space_notify_threshold: 100 }],
    ['id 0', { dialRuleId: '0' }, { dial_rule_id: 0 }],
    ['an id as a number', { dialRuleId: 19 }, { dial_rule_id: 19 }],
    ['an id above 2^53', { holdMusicId: '9007199254740993' }, { hold_music: 9007199254740993n }],
    [
      'the largest id',
      { sipNetworkPermissionId: '18446744073709551615' },
      { sip_network_permission_id: 18446744073709551615n },
    ],
    ['every country', { geoRestriction: { mode: 'ALL' } }, { geo_list: '*' }],
    [
      'every country, with an empty list',
      { geoRestriction: { mode: 'ALL', countries: [] } },
      { geo_list: '*' },
    ],
    [
      'some countries, each once',
      { geoRestriction: { mode: 'LISTED', countries: ['pl', 'US', 'PL'] } },
      { geo_list: 'PL US' },
    ],
    ['the provider’s default', { geoRestriction: { mode: 'PROVIDER_DEFAULT' } }, { geo_list: null }],
    ['no restriction', { geoRestriction: null }, { geo_list: null }],
    [
      'nulls to clear fields',
      {
        timezone: null,
        diskSpaceNotifyEmail: null,
        diskSpaceNotifyThreshold: null,
        dialRuleId: null,
        holdMusicId: null,
        sipNetworkPermissionId: null,
      },
      {
        timezone: null,
        disk_space_notify_email: null,
        disk_space_notify_threshold: null,
        dial_rule_id: null,
        hold_music: null,
        sip_network_permission_id: null,
      },
    ],
  ])('%s', async (_, input, body) => {
    const { data, errors } = await board.query(UpdateClientDocument, { input });
    expect(errors).toBeUndefined();
    expect(data?.updateClient?.userErrors).toEqual([]);
    expect(sentBodies()).toEqual([body]);
    expect(upstreamRequests(board.sandbox)).toEqual({ client: 1 });
  });
});

test.each<[string, UpdateClientInput, object]>([
  [
    'a time zone in the IANA spelling, whatever its case',
    { timezone: 'europe/MOSCOW' },
    { timezone: 'Europe/Moscow' },
  ],
  ['a time zone alias without resolving it', { timezone: 'asia/kolkata' }, { timezone: 'Asia/Kolkata' }],
  [
    'the country code of Kosovo',
    { geoRestriction: { mode: 'LISTED', countries: ['xk', 'PL'] } },
    { geo_list: 'XK PL' },
  ],
])('sends %s', async (_, input, body) => {
  const { data } = await board.query(UpdateClientDocument, { input });
  expect(data?.updateClient?.userErrors).toEqual([]);
  expect(sentBodies()).toEqual([body]);
});

test.each([400, 422])(
  'turns a provider response with status %d into userErrors for the sent fields',
  async (status) => {
    board.sandbox.behaviour.faults = [{ provider: 'ringme', status, body: { message: 'private' } }];
    const { data, errors } = await board.query(UpdateClientDocument, {
      input: { timezone: 'UTC', diskSpaceNotifyThreshold: 5 },
    });
    expect(errors).toBeUndefined();
    expect(data?.updateClient).toEqual({
      client: null,
      userErrors: ['timezone', 'diskSpaceNotifyThreshold'].map((field) => ({
        field: [field],
        code: 'INVALID',
        message: 'the provider rejects this value or another one sent with it',
      })),
    });
  },
);

test('leaves omitted fields unchanged, in the response and at the provider', async () => {
  const { data } = await board.query(UpdateClientDocument, {
    input: { timezone: 'Asia/Jerusalem', diskSpaceNotifyThreshold: 75 },
  });
  expect(data?.updateClient?.client).toEqual({
    name: 'ringme_test',
    timezone: 'Asia/Jerusalem',
    diskSpaceNotifyEmail: 'it@example.com',
    diskSpaceNotifyThreshold: 75,
    geoRestriction: { mode: 'PROVIDER_DEFAULT', countries: [] },
  });
  expect(board.sandbox.data.client).toMatchObject({ hold_music: 9007199254740993n, dial_rule_id: 19 });
});

test('returns the client from the provider’s response, not from the input', async () => {
  const answered = { ...aClient(), hold_music: null, timezone: 'UTC', disk_space_notify_threshold: 42 };
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 200, body: answered }];
  const { data } = await board.query(UpdateClientDocument, { input: { timezone: 'UTC' } });
  expect(data?.updateClient?.client).toMatchObject({ timezone: 'UTC', diskSpaceNotifyThreshold: 42 });
});

test('sends and returns ids above 2^53 exactly', async () => {
  const { data } = await board.query(
    'mutation { updateClient(input: { dialRuleId: 18446744073709551615 }) { client { dialRuleId holdMusicId } } }',
  );
  expect(data).toEqual({
    updateClient: { client: { dialRuleId: '18446744073709551615', holdMusicId: '9007199254740993' } },
  });
});

test('rejects an id variable that a JavaScript number can’t hold instead of rounding it', async () => {
  const response = await fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: `{
      "query": "mutation ($input: UpdateClientInput!) { updateClient(input: $input) { client { name } } }",
      "variables": { "input": { "holdMusicId": 9223372036854775807 } }
    }`,
  });
  expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  expect(board.sandbox.requests).toEqual([]);
});

test('later reads return the changed client, in the same operation and in others', async () => {
  const { data, errors } = await board.query(`mutation {
    first: updateClient(input: { timezone: "Europe/Warsaw" }) {
      client { timezone extensions { nodes { client { timezone } } } }
    }
    second: updateClient(input: { timezone: "Asia/Jerusalem" }) {
      client { timezone extensions { nodes { client { timezone } } } }
    }
  }`);
  expect(errors).toBeUndefined();
  const changed = (timezone: string) => ({
    client: { timezone, extensions: { nodes: [{ client: { timezone } }] } },
  });
  expect(data).toEqual({ first: changed('Europe/Warsaw'), second: changed('Asia/Jerusalem') });
  expect(upstreamRequests(board.sandbox)).toEqual({ client: 2, GetExtensions: 1 });
  expect((await board.query('{ client { timezone } }')).data).toEqual({
    client: { timezone: 'Asia/Jerusalem' },
  });
});

describe('userErrors report', () => {
  test('fields that the provider doesn’t allow to be changed', async () => {
    board.sandbox.behaviour.writableFields = ['timezone'];
    const { data, errors } = await board.query(UpdateClientDocument, {
      input: { timezone: 'Europe/Warsaw', dialRuleId: '1' },
    });
    expect(errors).toBeUndefined();
    expect(data?.updateClient?.client).toBeNull();
    expect(data?.updateClient?.userErrors).toMatchObject([
      { field: ['timezone'], code: 'NOT_PERMITTED' },
      { field: ['dialRuleId'], code: 'NOT_PERMITTED' },
    ]);
    expect(board.sandbox.data.client).toMatchObject({ timezone: 'Europe/Moscow', dial_rule_id: 19 });
  });

  test('a client that doesn’t exist', async () => {
    board.sandbox.behaviour.faults = [
      { provider: 'ringme', status: 404, body: { message: 'client_not_found' } },
    ];
    const { data, errors } = await board.query(UpdateClientDocument, {
      input: { timezone: 'Europe/Warsaw' },
    });
    expect(errors).toBeUndefined();
    expect(data?.updateClient).toMatchObject({
      client: null,
      userErrors: [{ field: ['workspace'], code: 'INVALID' }],
    });
  });
});

test('a provider failure is OUTCOME_UNKNOWN, and the change is sent only once', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 500 }];
  const { data, errors } = await board.query(UpdateClientDocument, { input: { timezone: 'Europe/Warsaw' } });
  expect(data).toEqual({ updateClient: null });
  expect(errors).toMatchObject([
    { path: ['updateClient'], extensions: { code: 'OUTCOME_UNKNOWN', provider: 'ringme' } },
  ]);
  expect(sentBodies()).toHaveLength(1);
});

test('reads the client again after a failed change', async () => {
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 500, skip: 1, times: 1 }];
  const { data } = await board.query(`mutation {
    a: updateClient(input: { timezone: "Europe/Warsaw" }) { client { timezone } }
    b: updateClient(input: { timezone: "Asia/Jerusalem" }) { client { timezone } }
    c: updateClient(input: { diskSpaceNotifyThreshold: 1 }) { client { timezone } }
  }`);
  expect(data).toEqual({
    a: { client: { timezone: 'Europe/Warsaw' } },
    b: null,
    c: { client: { timezone: 'Europe/Warsaw' } },
  });
});
