import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall } from '../../support/builders.js';
import { allOf, between, type Ccrm, startCcrm } from './a-ccrm.js';
import { callHistoryExample } from './documented-example.js';

const DAY = between('2025-03-12T00:00Z', '2025-03-13T00:00Z');

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm();
});

afterEach(() => ccrm.close());

/** Decodes a record with these fields in place of the builder's. */
async function decoded(fields: Readonly<Record<string, unknown>>) {
  ccrm.sandbox.data.calls = [aCall(fields)];
  const [call] = await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'));
  return call;
}

/** The calls of the day in a response with this body. */
async function answered(rawBody: string, range = DAY) {
  ccrm.sandbox.behaviour.faults = [{ rawBody }];
  return allOf(ccrm.open().walk(range, 'NEWEST_FIRST'));
}

test('the documented example is decoded field by field', async () => {
  const year = between('2022-01-01T00:00Z', '2023-01-01T00:00Z');
  expect(await answered(callHistoryExample, year)).toEqual([
    {
      kind: 'Call',
      workspace: 'acme',
      uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
      localDate: '2022-12-29 11:24:57',
      startedAt: Date.parse('2022-12-29T10:24:57Z'),
      durationSeconds: 368,
      direction: 'INBOUND',
      status: 'ANSWERED',
      service: 'CALL',
      routing: 'QUEUE',
      destination: 'Połączenie Przychodzące',
      cost: 0,
      costAmount: '0',
      from: [
        {
          kind: 'UNKNOWN',
          phone: { formatted: '+48 555 555 555', raw: '48555555555', country: null },
          contact: null,
          colleague: null,
        },
      ],
      to: [
        {
          kind: 'UNKNOWN',
          phone: { formatted: '+48 777 888 999', raw: '48777888999', country: null },
          contact: null,
          colleague: null,
        },
      ],
      externalParty: {
        kind: 'UNKNOWN',
        phone: { formatted: '+48 333 333 333', raw: '48333333333', country: null },
        contact: null,
        colleague: null,
      },
      smsText: null,
      flags: [
        {
          uuid: '62bd7385-c4ba-46f5-94b5-2fae4ebc87d4',
          name: 'Billing',
          color: '#fa702e',
          relationUuid: '9fb11e8a-099e-4ea8-8f17-fdf095f06637',
        },
      ],
      hasNotes: true,
      noteCount: 1,
      agents: [
        {
          workspace: 'acme',
          internalNumber: '107',
          user: { uuid: 'fdf75d0c-fc9f-41dc-9a54-af2121db989b', firstName: 'Jan', lastName: 'Kowalski' },
        },
      ],
    },
  ]);
  expect(ccrm.lines.filter(({ msg }) => msg !== 'upstream request')).toEqual([]);
});

describe('an enum value in any case and spelling', () => {
  test.each([
    ['callDirection', 'direction', ['IN', 'in', 'In'], 'INBOUND'],
    ['callDirection', 'direction', ['OUT', 'out'], 'OUTBOUND'],
    ['callDirection', 'direction', ['INTERNAL', 'internal'], 'INTERNAL'],
    ['status', 'status', ['ANSWERED', 'answered'], 'ANSWERED'],
    ['status', 'status', ['noAnswer', 'NOANSWER', 'NO_ANSWER', 'no answer', 'no-answer'], 'NO_ANSWER'],
    ['status', 'status', ['BUSY', 'busy'], 'BUSY'],
    ['service', 'service', ['CALL', 'call'], 'CALL'],
    ['service', 'service', ['SMS', 'sms'], 'SMS'],
    ['service', 'service', ['FAX', 'fax'], 'FAX'],
  ] as const)('of %s is decoded as %s: %j', async (field, name, spellings, expected) => {
    for (const spelling of spellings) {
      expect(await decoded({ [field]: spelling })).toMatchObject({ [name]: expected });
    }
  });

  test.each([
    ['queue', 'QUEUE'],
    ['QUEUE', 'QUEUE'],
    ['noQueue', 'NO_QUEUE'],
    ['NO_QUEUE', 'NO_QUEUE'],
    ['internal', 'INTERNAL'],
  ])('of userTalk.status is decoded: %s', async (status, routing) => {
    expect(await decoded({ userTalk: { status } })).toMatchObject({ routing });
  });
});

test('an unknown enum value is decoded as UNKNOWN and logged once, and its record is kept', async () => {
  const odd = {
    callDirection: 'sideways',
    status: 'transferred',
    service: 'FAX2',
    userTalk: { status: 'ivr' },
  };
  const unknown = { direction: 'UNKNOWN', status: 'UNKNOWN', service: 'UNKNOWN', routing: 'UNKNOWN' };
  expect(await decoded(odd)).toMatchObject(unknown);
  expect(await decoded(odd)).toMatchObject(unknown);
  const logged = ccrm.lines.filter(({ msg }) => msg === 'unknown value');
  expect(logged.map(({ field, value }) => [field, value])).toEqual([
    ['callDirection', 'sideways'],
    ['status', 'transferred'],
    ['service', 'FAX2'],
    ['userTalk.status', 'ivr'],
  ]);
});

test('an enum value that is missing, null or an empty object is decoded as UNKNOWN and isn’t logged', async () => {
  const call = await decoded({ callDirection: undefined, status: null, service: {}, userTalk: undefined });
  expect(call).toMatchObject({
    direction: 'UNKNOWN',
    status: 'UNKNOWN',
    service: 'UNKNOWN',
    routing: 'UNKNOWN',
    agents: [],
  });
  expect(ccrm.lines.map(({ msg }) => msg)).toEqual(['upstream request']);
});

describe('parties', () => {
  const person = {
    type: 'person',
    uuid: '0b7f6a3c-52c7-4f4e-9d5e-0d9e7c1a2b3c',
    firstName: 'Anna',
    lastName: 'Nowak',
    avatar: 'anna.png',
    number: '+48 600 000 123',
    numberNotFormatted: 48600000123,
  };
  const decodedPerson = {
    kind: 'PERSON',
    phone: { formatted: '+48 600 000 123', raw: '48600000123', country: null },
    contact: {
      kind: 'CallContactPerson',
      uuid: person.uuid,
      firstName: 'Anna',
      lastName: 'Nowak',
      avatar: 'anna.png',
    },
    colleague: null,
  };

  test.each([
    ['an object', person],
    ['a list', [person]],
    ['a map', { 0: person }],
  ])('may be %s', async (_, from) => {
    expect(await decoded({ from, to: from })).toMatchObject({ from: [decodedPerson], to: [decodedPerson] });
  });

  test.each([[[]], [{}], [null], [undefined], ['']])('may be empty: %j', async (from) => {
    expect(await decoded({ from, to: from })).toMatchObject({ from: [], to: [] });
  });

  test('may be several', async () => {
    const call = await decoded({ from: [person, null, { type: 'unknown', number: '107' }] });
    expect(call?.from).toEqual([
      decodedPerson,
      {
        kind: 'UNKNOWN',
        phone: { formatted: '107', raw: null, country: null },
        contact: null,
        colleague: null,
      },
    ]);
  });

  test('of an organisation have its name, and null for missing keys', async () => {
    const uuid = '6f0f9b9e-61f5-4c58-bb43-0b8ce4d5f6a7';
    const call = await decoded({ from: { type: 'organisation', uuid, name: 'Acme' } });
    expect(call?.from).toEqual([
      {
        kind: 'ORGANISATION',
        phone: null,
        contact: { kind: 'CallContactOrganisation', uuid, name: 'Acme', avatar: null },
        colleague: null,
      },
    ]);
  });

  test('without a uuid have no contact', async () => {
    const call = await decoded({ from: { type: 'person', firstName: 'Anna', number: '1' } });
    expect(call?.from).toMatchObject([{ kind: 'PERSON', contact: null }]);
  });

  test('keep every digit of their number, whether it is sent as a number or a string', async () => {
    const numbers = [48777888999, '48777888999', '0048777', 9007199254740993n];
    const call = await decoded({ from: numbers.map((numberNotFormatted) => ({ numberNotFormatted })) });
    expect(call?.from.map(({ phone }) => phone?.raw)).toEqual([
      '48777888999',
      '48777888999',
      '0048777',
      '9007199254740993',
    ]);
  });

  test('that are external have the contact of the party with the same number', async () => {
    const externalNumber = { numberNotFormatted: '48600000123', numberFormatted: null, type: 'person' };
    expect(await decoded({ from: person, externalNumber })).toMatchObject({
      externalParty: {
        kind: 'PERSON',
        phone: { formatted: null, raw: '48600000123', country: null },
        contact: decodedPerson.contact,
      },
    });
  });

  test.each([[null], [undefined], [[]], [{}], [{ numberFormatted: null }]])(
    'may lack an external party: %j',
    async (externalNumber) => {
      expect(await decoded({ externalNumber })).toMatchObject({ externalParty: null });
    },
  );
});

describe('agents and flags', () => {
  const receiver = { internal: 107, uuid: 'fdf75d0c-fc9f-41dc-9a54-af2121db989b', firstName: 'Jan' };
  const flag = { name: 'VIP', uuid: '62bd7385-c4ba-46f5-94b5-2fae4ebc87d4', color: '#fa702e' };

  test.each([
    ['a list', [receiver]],
    ['a map', { 7: receiver }],
  ])('may be %s', async (_, receivers) => {
    const flags = Array.isArray(receivers) ? [flag] : { first: flag };
    expect(await decoded({ userTalk: { status: 'queue', receivers }, flags })).toMatchObject({
      agents: [
        {
          workspace: 'acme',
          internalNumber: '107',
          user: { uuid: receiver.uuid, firstName: 'Jan', lastName: null },
        },
      ],
      flags: [{ uuid: flag.uuid, name: 'VIP', color: '#fa702e', relationUuid: null }],
    });
  });

  test.each([[[]], [{}], [null], [undefined], ['none']])('may be empty: %j', async (none) => {
    const call = await decoded({ userTalk: { status: 'queue', receivers: none }, flags: none });
    expect(call).toMatchObject({ agents: [], flags: [] });
  });

  test('keep internal numbers as sent, and have no user if the record has none', async () => {
    const receivers = [{ internal: 7 }, { internal: '007' }, { internal: null, uuid: receiver.uuid }, null];
    const call = await decoded({ userTalk: { status: 'queue', receivers } });
    expect(call?.agents).toEqual([
      { workspace: 'acme', internalNumber: '7', user: null },
      { workspace: 'acme', internalNumber: '007', user: null },
      {
        workspace: 'acme',
        internalNumber: '',
        user: { uuid: receiver.uuid, firstName: null, lastName: null },
      },
    ]);
  });

  test.each(['relUuid', 'reluuid'])('have the relation in the key %s', async (key) => {
    const call = await decoded({ flags: [{ ...flag, [key]: '9fb11e8a-099e-4ea8-8f17-fdf095f06637' }] });
    expect(call?.flags).toMatchObject([{ relationUuid: '9fb11e8a-099e-4ea8-8f17-fdf095f06637' }]);
  });

  test('omit only the flags without a uuid', async () => {
    const call = await decoded({ flags: [{ name: 'lost' }, flag, 'odd'] });
    expect(call?.flags).toMatchObject([{ name: 'VIP' }]);
  });
});
