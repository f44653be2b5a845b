import { expect, test } from '@jest/globals';
import { aClient, anExtension } from '../../support/builders.js';
import { startSwitchboard } from '../../support/a-switchboard.js';

const EVERY_FIELD = `{
  client {
    __typename clientId name type domain domainPrefix prefix email contactPersons contactPhones
    createdAtLocal legalAddress actualAddress language timezone extensionLength presenceEnabled
    recordFormat recordStereo registrationLogEnabled holdMusicId dialRuleId sipNetworkPermissionId
    diskSpaceNotifyEmail diskSpaceNotifyThreshold geoRestriction { mode countries }
    shortLocalCallerId didAsTransferCallerId extraParams
    extensions { totalCount nodes { sip } }
  }
}`;

const DOCUMENTED = {
  __typename: 'Client',
  clientId: '12',
  name: 'ringme_test',
  type: 'LEGAL_ENTITY',
  domain: 'sip.ringme.ru',
  domainPrefix: '00001',
  prefix: '0001',
  email: 'admin@example.com',
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
  extensions: { totalCount: 1, nodes: [{ sip: 'acmeSIP107' }] },
};

test.each([
  ['the documented example', {}, {}],
  [
    'a client with every field set',
    {
      id: 9223372036854775807n,
      type: 'F',
      ambassadors: 'Ewa Mazur',
      contact_phones: '+48 22 555 01 00',
      jur_address: 'ul. Prosta 1',
      fact_address: 'ul. Krzywa 2',
      language: 'pl',
      extension_len: '4',
      presence: 'yes',
      record_stereo: true,
      reg_status_log: true,
      hold_music: 9007199254740993n,
      dial_rule_id: 18446744073709551615n,
      sip_network_permission_id: 0,
      disk_space_notify_email: 'it@example.com',
      disk_space_notify_threshold: 80,
      geo_list: 'RU US BY',
      extra_params: '{"a":1}',
    },
    {
      clientId: '9223372036854775807',
      type: 'INDIVIDUAL',
      contactPersons: 'Ewa Mazur',
      contactPhones: '+48 22 555 01 00',
      legalAddress: 'ul. Prosta 1',
      actualAddress: 'ul. Krzywa 2',
      language: 'pl',
      extensionLength: 4,
      presenceEnabled: true,
      recordStereo: true,
      registrationLogEnabled: true,
      holdMusicId: '9007199254740993',
      dialRuleId: '18446744073709551615',
      sipNetworkPermissionId: '0',
      diskSpaceNotifyEmail: 'it@example.com',
      diskSpaceNotifyThreshold: 80,
      geoRestriction: { mode: 'LISTED', countries: ['RU', 'US', 'BY'] },
      extraParams: '{"a":1}',
    },
  ],
  [
    'a client with the geo restriction ALL',
    { geo_list: '*' },
    { geoRestriction: { mode: 'ALL', countries: [] } },
  ],
])('returns every field of %s', async (_, overrides, expected) => {
  await using board = await startSwitchboard({
    sandbox: { data: { client: aClient(overrides), extensions: [anExtension()] } },
  });
  const { data, errors } = await board.query(EVERY_FIELD);
  expect(errors).toBeUndefined();
  expect(data).toEqual({ client: { ...DOCUMENTED, ...expected } });
});

test.each([
  ['12', { client: { clientId: '12' } }],
  ['13', { client: null }],
  ['', { client: null }],
])(
  'client(clientId: "%s") returns the workspace’s client only for its own id',
  async (clientId, expected) => {
    await using board = await startSwitchboard({ sandbox: { data: { client: aClient() } } });
    const { data, errors } = await board.query(
      'query ($clientId: ID) { client(clientId: $clientId) { clientId } }',
      {
        clientId,
      },
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual(expected);
  },
);

test('treats an explicit null of an optional argument as omitted', async () => {
  await using board = await startSwitchboard({ sandbox: { data: { client: aClient() } } });
  const { data, errors } = await board.query('{ client(workspace: null, clientId: null) { clientId } }');
  expect(errors).toBeUndefined();
  expect(data).toEqual({ client: { clientId: '12' } });
});

test('an unreadable list of countries is an error, not an empty list', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: { client: aClient({ geo_list: 'Polska' }) } },
  });
  expect(await board.query('{ client { geoRestriction { mode countries } } }')).toMatchObject({
    data: { client: null },
    errors: [
      {
        path: ['client', 'geoRestriction'],
        message: 'RingMe’s list of countries can’t be read.',
        extensions: { code: 'UPSTREAM_BAD_RESPONSE', provider: 'ringme', retryable: false },
      },
    ],
  });
  expect(await board.query('{ client { clientId } }')).toEqual({ data: { client: { clientId: '12' } } });
});
