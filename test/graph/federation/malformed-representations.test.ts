import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { anExtension } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { entities } from './an-entity-query.js';

const ABSENT_UUID = 'ffffffff-0000-4000-8000-000000000000';
const TYPES = '__typename must be one of: Extension, Client, Call, Note';

let switchboard: Switchboard;

beforeAll(async () => {
  const extensions = ['sip1', 'sip2'].map((SIP) => anExtension({ SIP, SpeedDial: SIP }));
  switchboard = await startSwitchboard({ sandbox: { data: { extensions } } });
});

afterAll(() => switchboard.close());

test.each([
  ['of an unknown type', { __typename: 'Employee', id: 'E-1' }, TYPES],
  ['of a type that another subgraph owns', { __typename: 'CallContactPerson', uuid: ABSENT_UUID }, TYPES],
  ['whose type is a property of every object', { __typename: 'constructor', id: 'x' }, TYPES],
  ['without a type', { sip: 'sip1' }, TYPES],
  ['without a key', { __typename: 'Extension' }, 'Extension needs a valid id or sip'],
  ['with another type’s key', { __typename: 'Note', uuid: ABSENT_UUID }, 'Note needs a valid id'],
  ['whose key is a fraction', { __typename: 'Extension', sip: 7.5 }, 'Extension needs a valid id or sip'],
  [
    'whose key is an unsafe integer',
    { __typename: 'Client', clientId: 2 ** 53 },
    'Client needs a valid id or clientId',
  ],
  [
    'whose start isn’t an instant',
    { __typename: 'Call', uuid: ABSENT_UUID, startedAt: '2025-03-12' },
    'Call needs a valid id, uuid and startedAt (RFC 3339), or uuid',
  ],
  ['whose key is null', { __typename: 'Client', clientId: null }, 'Client needs a valid id or clientId'],
  [
    'whose key is an object',
    { __typename: 'Call', id: { uuid: ABSENT_UUID } },
    'Call needs a valid id, uuid and startedAt (RFC 3339), or uuid',
  ],
])(
  'beside valid representations, one %s is null with an error that says what is expected',
  async (_, bad, expected) => {
    switchboard.sandbox.clearRequests();
    const { found, errors } = await entities(switchboard, [
      { __typename: 'Extension', sip: 'sip1' },
      bad,
      { __typename: 'Extension', sip: 'sip2' },
    ]);
    expect(found.map((entity) => entity?.['sip'])).toEqual(['sip1', undefined, 'sip2']);
    expect(found[1]).toBeNull();
    const error = { path: ['_entities', 1], message: `representations: ${expected}` };
    expect(errors).toEqual([expect.objectContaining(error)]);
    expect(errors?.[0]?.extensions?.['code']).toBe('BAD_USER_INPUT');
    expect(upstreamRequests(switchboard.sandbox)).toEqual({ GetExtensions: 1 });
  },
);
