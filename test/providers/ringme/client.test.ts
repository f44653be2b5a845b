import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import { answerJson } from '../../support/http-server.js';
import { type Ringme, startRingme } from './a-ringme.js';
import { documentedExample } from './documented-example.js';

const scope = aScope();

let ringme: Ringme;

beforeEach(async () => {
  ringme = await startRingme();
});

afterEach(() => ringme.close());

function answer(body: unknown, status = 200) {
  ringme.server.answer((_, response) => answerJson(response, body, status));
}

/** Responds with the documented example with these fields replaced. */
function answerWith(fields: object) {
  answer({ ...JSON.parse(documentedExample), ...fields });
}

const client = () => ringme.source().client(scope);

describe('the request', () => {
  test.each([
    ['@me', '/api/ver1.0/client/@me/client/'],
    ['12', '/api/ver1.0/client/12/client/'],
    ['a/b?c', '/api/ver1.0/client/a%2Fb%3Fc/client/'],
  ])('for the client %s is one GET of %s with the bearer token', async (clientId, target) => {
    answer(documentedExample);
    await ringme.source({ clientId }).client(scope);
    expect(ringme.server.arrived).toMatchObject([
      {
        method: 'GET',
        target,
        headers: { authorization: 'Bearer private-token', 'accept-encoding': 'gzip' },
      },
    ]);
  });

  test('has a single slash if the base URL ends in one', async () => {
    answer(documentedExample);
    await ringme.source({ url: new URL('/api/', ringme.server.url) }).client(scope);
    expect(ringme.server.arrived[0]?.target).toBe('/api/client/@me/client/');
  });

  test('doesn’t log the token', async () => {
    answer(documentedExample);
    await client();
    expect(JSON.stringify(ringme.lines)).not.toContain('private');
  });
});

describe('a client', () => {
  test('is decoded from the documented example', async () => {
    answer(documentedExample);
    expect(await client()).toEqual({
      kind: 'Client',
      workspace: 'acme',
      clientId: '12',
      name: 'ringme_test',
      type: 'LEGAL_ENTITY',
      domain: 'sip.ringme.ru',
      domainPrefix: '00001',
      prefix: '0001',
      email: 'admin@domain.com',
      contactPersons: null,
      contactPhones: null,
      createdAtLocal: '2020-03-16 09:29:57',
      legalAddress: null,
      actualAddress: null,
      language: null,
      timezone: 'Europe/Moscow',
      extensionLength: 3,
      presenceEnabled: false,
      recordFormat: 'mp3',
      recordStereo: false,
      registrationLogEnabled: false,
      holdMusicId: null,
      dialRuleId: '19',
      sipNetworkPermissionId: null,
      diskSpaceNotifyEmail: null,
      diskSpaceNotifyThreshold: null,
      geoRestriction: { mode: 'PROVIDER_DEFAULT', countries: [] },
      shortLocalCallerId: 'yes',
      didAsTransferCallerId: 'default',
      extraParams: null,
    });
  });

  test('has the fields that are null in the documented example', async () => {
    answerWith({
      ambassadors: 'Иван Петров',
      contact_phones: '+7 495 000 00 00',
      jur_address: 'Москва, Тверская 1',
      fact_address: 'Москва, Арбат 2',
      language: 'ru',
      disk_space_notify_email: 'admin@example.com',
      disk_space_notify_threshold: 80,
      extra_params: 'a=b',
    });
    expect(await client()).toMatchObject({
      contactPersons: 'Иван Петров',
      contactPhones: '+7 495 000 00 00',
      legalAddress: 'Москва, Тверская 1',
      actualAddress: 'Москва, Арбат 2',
      language: 'ru',
      diskSpaceNotifyEmail: 'admin@example.com',
      diskSpaceNotifyThreshold: 80,
      extraParams: 'a=b',
    });
  });

  test('keeps every digit of its 64-bit ids', async () => {
    const ids =
      '"id":9007199254740993,"dial_rule_id":9223372036854775807,"hold_music":18446744073709551615,"sip_network_permission_id":"9007199254740995"';
    answer(`{${ids}}`);
    expect(await client()).toMatchObject({
      clientId: '9007199254740993',
      dialRuleId: '9223372036854775807',
      holdMusicId: '18446744073709551615',
      sipNetworkPermissionId: '9007199254740995',
    });
  });

  test.each(['9007199254740993.0', '9.007199254740993e15'])(
    'has no 64-bit id whose digits aren’t exact: %s is unreadable',
    async (written) => {
      answer(`{"id":12,"hold_music":${written}}`);
      expect(await client()).toMatchObject({ holdMusicId: null });
      expect(ringme.lines).toContainEqual(expect.objectContaining({ field: 'hold_music' }));
      answer(`{"id":${written}}`);
      await expect(client()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    },
  );

  test('has null for every field that is null, missing or empty, except its id', async () => {
    const fields = Object.keys(JSON.parse(documentedExample)).filter((field) => field !== 'id');
    const nulls = JSON.stringify({ id: 12, ...Object.fromEntries(fields.map((field) => [field, null])) });
    const blanks = JSON.stringify({ id: 12, ...Object.fromEntries(fields.map((field) => [field, ''])) });
    for (const body of [nulls, blanks, '{"id":12,"name":null}']) {
      answer(body);
      const { kind, workspace, clientId, geoRestriction, ...rest } = (await client()) ?? {};
      expect({ kind, workspace, clientId }).toEqual({ kind: 'Client', workspace: 'acme', clientId: '12' });
      expect(geoRestriction).toEqual({ mode: 'PROVIDER_DEFAULT', countries: [] });
      expect(Object.keys(rest)).toHaveLength(26);
      expect(new Set(Object.values(rest))).toEqual(new Set([null]));
    }
    expect(ringme.lines.filter(({ msg }) => msg === 'unknown value')).toEqual([]);
  });

  test.each([3, '3'])('has an extension length of 3 if the provider sends %j', async (length) => {
    answerWith({ extension_len: length });
    expect(await client()).toMatchObject({ extensionLength: 3 });
  });

  test.each([
    ['yes', true],
    ['no', false],
    ['YES', true],
    [true, true],
    [false, false],
    ['true', true],
    ['0', false],
  ])('has boolean fields that decode %j as %j', async (written, read) => {
    answerWith({ presence: written, record_stereo: written, reg_status_log: written });
    expect(await client()).toMatchObject({
      presenceEnabled: read,
      recordStereo: read,
      registrationLogEnabled: read,
    });
  });

  test('has null for an invalid boolean, which is logged', async () => {
    answerWith({ presence: 'partly' });
    expect(await client()).toMatchObject({ presenceEnabled: null });
    expect(ringme.lines).toContainEqual(expect.objectContaining({ field: 'presence', value: 'partly' }));
  });

  test.each([
    ['J', 'LEGAL_ENTITY'],
    ['F', 'INDIVIDUAL'],
    ['f', 'INDIVIDUAL'],
    ['X', 'UNKNOWN'],
    [null, null],
  ])('with the type %j has the type %j', async (written, type) => {
    answerWith({ type: written });
    expect(await client()).toMatchObject({ type });
  });

  test.each([true, { name: 'J' }, ['J'], '-'])(
    'with the invalid type %j has the type UNKNOWN, and the value is logged',
    async (type) => {
      answerWith({ type });
      expect(await client()).toMatchObject({ type: 'UNKNOWN' });
      expect(ringme.lines).toContainEqual(expect.objectContaining({ msg: 'unknown value', field: 'type' }));
    },
  );

  test('with an unknown type is logged once', async () => {
    answerWith({ type: 'X' });
    const source = ringme.source();
    await source.client(scope);
    await source.client(scope);
    expect(ringme.lines.filter(({ field }) => field === 'type')).toMatchObject([{ value: 'X' }]);
  });

  test.each([
    [null, 'PROVIDER_DEFAULT', []],
    ['', 'PROVIDER_DEFAULT', []],
    ['*', 'ALL', []],
    [' * ', 'ALL', []],
    ['RU US BY', 'LISTED', ['RU', 'US', 'BY']],
    ['ru,us  BY RU ', 'LISTED', ['RU', 'US', 'BY']],
    [['RU', 'us'], 'LISTED', ['RU', 'US']],
    [{ 0: 'BY', 2: 'RU' }, 'LISTED', ['BY', 'RU']],
    [[], 'PROVIDER_DEFAULT', []],
    ['null', 'PROVIDER_DEFAULT', []],
  ])('with the geo_list %j has the mode %s and the countries %j', async (written, mode, countries) => {
    answerWith({ geo_list: written });
    expect(await client()).toMatchObject({ geoRestriction: { mode, countries } });
  });

  // Red if only the readable countries are listed: the others would seem to be forbidden.
  test.each([
    true,
    5,
    'all',
    'Polska',
    'RU Belarus',
    ['RU', { code: 'BY' }],
    [{ code: 'RU' }],
    { code: ['RU'] },
  ])(
    'with the geo_list %j, not all of which is readable, has a null restriction, and the value is logged',
    async (written) => {
      answerWith({ geo_list: written });
      expect(await client()).toMatchObject({ geoRestriction: null });
      expect(ringme.lines).toContainEqual(
        expect.objectContaining({ msg: 'unknown value', field: 'geo_list' }),
      );
    },
  );

  test.each([
    ['2020-03-16 09:29:57', '2020-03-16 09:29:57'],
    ['2020-03-16T09:29:57.123', '2020-03-16 09:29:57'],
    ['2020-03-16T09:29:57.123+03:00', '2020-03-16 09:29:57'],
    [' 2020-03-16 09:29 ', '2020-03-16 09:29:00'],
    ['0000-00-00 00:00:00', null],
    ['-0001-11-30 00:00:00', null],
    [{ date: '-0001-11-30 00:00:00.000000', timezone_type: 3, timezone: 'Europe/Moscow' }, null],
    [
      { date: '2020-03-16 09:29:57.000000', timezone_type: 3, timezone: 'Europe/Moscow' },
      '2020-03-16 09:29:57',
    ],
    ['16.03.2020', '16.03.2020'],
  ])('with the create_date %j was created at %s local time', async (written, createdAtLocal) => {
    answerWith({ create_date: written });
    expect(await client()).toMatchObject({ createdAtLocal });
  });

  test.each([
    ['name', 'name', { full: 'Canary' }],
    ['timezone', 'timezone', ['Canary']],
    ['short_local_caller_id', 'shortLocalCallerId', true],
    ['create_date', 'createdAtLocal', { at: 'Canary' }],
  ])(
    'with an invalid %s has null, and the value is logged without its content',
    async (written, field, value) => {
      answerWith({ [written]: value });
      expect(await client()).toMatchObject({ [field]: null });
      expect(ringme.lines).toContainEqual(expect.objectContaining({ msg: 'unknown value', field: written }));
      expect(JSON.stringify(ringme.lines)).not.toContain('Canary');
    },
  );

  test('is decoded from keys in another case', async () => {
    const { id, disk_space_notify_threshold: threshold, ...fields } = JSON.parse(documentedExample);
    answer({ ...fields, ID: id, DiskSpaceNotifyThreshold: String(threshold ?? 80) });
    expect(await client()).toMatchObject({ clientId: String(id), diskSpaceNotifyThreshold: threshold ?? 80 });
  });

  test.each(['null', null, ''])('has no extra parameters if they are %j', async (written) => {
    answerWith({ extra_params: written });
    expect(await client()).toMatchObject({ extraParams: null });
  });
});

describe('a failed request', () => {
  test.each([
    [401, 'UPSTREAM_UNAUTHORIZED'],
    [403, 'UPSTREAM_UNAUTHORIZED'],
    [429, 'UPSTREAM_RATE_LIMITED'],
    [400, 'UPSTREAM_BAD_RESPONSE'],
    [405, 'UPSTREAM_BAD_RESPONSE'],
  ])('with status %d is %s after one request', async (status, code) => {
    answer({ message: 'access_denied' }, status);
    // Less than the minimum wait of a rate limit, which is a second.
    const short = ringme.source().client(aScopeWith(900));
    await expect(short).rejects.toMatchObject({ code, provider: 'ringme' });
    expect(ringme.server.arrived).toHaveLength(1);
  });

  test('with status 500 is UPSTREAM_UNAVAILABLE after one retry', async () => {
    answer({ message: 'internal_error' }, 500);
    await expect(client()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', provider: 'ringme' });
    expect(ringme.server.arrived).toHaveLength(2);
  });

  test.each([
    '[]',
    'null',
    '"client"',
    '{}',
    '{"id":null,"name":"acme"}',
    '{"id":"me","name":"acme"}',
    '{"id":1.5,"name":"acme"}',
    '{"id":12}',
    '{"jsonrpc":"2.0","id":12,"error":{"code":-32603,"message":"Internal error"}}',
  ])('with a response that isn’t a client is UPSTREAM_BAD_RESPONSE: %s', async (body) => {
    answer(body);
    await expect(client()).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });
});
