import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, aClient, anExtension, aNote } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { DAY } from '../../support/a-company.js';

const EVERY_FIELD = `query ($from: DateTime!, $to: DateTime!) {
  calls(from: $from, to: $to) {
    nodes {
      __typename uuid startedAt durationSeconds direction status service routing destination cost
      from { ...Party } to { ...Party } externalParty { ...Party }
      smsText flags { uuid name color relationUuid } hasNotes
      notes { uuid } agents { internalNumber user { uuid firstName lastName } extension { sip } }
      extension { sip } client { clientId }
    }
  }
}
fragment Party on CallParty {
  kind
  phone { formatted raw e164 }
  contact {
    __typename
    ... on CallContactPerson { uuid firstName lastName avatar }
    ... on CallContactOrganisation { uuid name avatar }
  }
}`;

let board: Switchboard;

beforeEach(async () => {
  const data = { calls: [], client: aClient(), extensions: [anExtension()] };
  board = await startSwitchboard({ sandbox: { data } });
});
afterEach(() => board.close());

async function answerFor(overrides: Parameters<typeof aCall>[0]): Promise<unknown> {
  board.sandbox.data.calls = [aCall(overrides)];
  board.sandbox.data.notes = { [aCall().uuid]: [aNote()] };
  const { data, errors } = await board.query<{ calls: { nodes: unknown[] } }>(EVERY_FIELD, DAY);
  expect(errors).toBeUndefined();
  return data?.calls.nodes[0];
}

test('returns every field of a call that has all values', async () => {
  const call = await answerFor({
    callDirection: 'OUT',
    status: 'NO_ANSWER',
    service: 'SMS',
    smsData: 'Zamówienie gotowe',
    destination: 'Polska',
    cost: 12,
    duration: 61,
    note: 1,
    from: {
      type: 'person',
      uuid: 'c0000000-0000-4000-8000-000000000001',
      firstName: 'Ewa',
      lastName: 'Mazur',
      avatar: 'ewa.png',
      number: '+48 600 000 123',
      numberNotFormatted: 48600000123,
    },
    to: [
      {
        type: 'organisation',
        uuid: 'c0000000-0000-4000-8000-000000000002',
        name: 'Hurtownia Zenit',
        avatar: 'zenit.png',
        number: '+48 22 555 01 00',
        numberNotFormatted: '48225550100',
      },
      { type: 'unknown', number: '112', numberNotFormatted: 112 },
    ],
    flags: [
      {
        name: 'Billing',
        uuid: '62bd7385-c4ba-46f5-94b5-2fae4ebc87d4',
        color: '#fa702e',
        reluuid: '9fb11e8a-099e-4ea8-8f17-fdf095f06637',
      },
    ],
  });
  expect(call).toEqual({
    __typename: 'Call',
    uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
    startedAt: '2025-03-12T10:24:57Z',
    durationSeconds: 61,
    direction: 'OUTBOUND',
    status: 'NO_ANSWER',
    service: 'SMS',
    routing: 'QUEUE',
    destination: 'Polska',
    cost: 12,
    from: [EWA],
    to: [
      {
        kind: 'ORGANISATION',
        phone: { formatted: '+48 22 555 01 00', raw: '48225550100', e164: '+48225550100' },
        contact: {
          __typename: 'CallContactOrganisation',
          uuid: 'c0000000-0000-4000-8000-000000000002',
          name: 'Hurtownia Zenit',
          avatar: 'zenit.png',
        },
      },
      { kind: 'UNKNOWN', phone: { formatted: '112', raw: '112', e164: null }, contact: null },
    ],
    externalParty: { ...EWA, kind: 'UNKNOWN' },
    smsText: 'Zamówienie gotowe',
    flags: [
      {
        uuid: '62bd7385-c4ba-46f5-94b5-2fae4ebc87d4',
        name: 'Billing',
        color: '#fa702e',
        relationUuid: '9fb11e8a-099e-4ea8-8f17-fdf095f06637',
      },
    ],
    hasNotes: true,
    notes: [{ uuid: '1fa7bda9-e853-43d6-9b3c-c194ad59cefd' }],
    agents: [
      {
        internalNumber: '107',
        user: {
          uuid: 'fdf75d0c-fc9f-41dc-9a54-af2121db989b',
          firstName: 'Katarzyna',
          lastName: 'Nowak',
        },
        extension: { sip: 'acmeSIP107' },
      },
    ],
    extension: { sip: 'acmeSIP107' },
    client: { clientId: '12' },
  });
});

const EWA = {
  kind: 'PERSON',
  phone: { formatted: '+48 600 000 123', raw: '48600000123', e164: '+48600000123' },
  contact: {
    __typename: 'CallContactPerson',
    uuid: 'c0000000-0000-4000-8000-000000000001',
    firstName: 'Ewa',
    lastName: 'Mazur',
    avatar: 'ewa.png',
  },
};

test('returns nulls and empty lists for a call that has only a uuid and a date', async () => {
  const nothing = Object.fromEntries(Object.keys(aCall()).map((field) => [field, undefined]));
  const { uuid, callDate } = aCall();
  expect(await answerFor({ ...nothing, uuid, callDate })).toEqual({
    __typename: 'Call',
    uuid,
    startedAt: '2025-03-12T10:24:57Z',
    durationSeconds: 0,
    direction: 'UNKNOWN',
    status: 'UNKNOWN',
    service: 'UNKNOWN',
    routing: 'UNKNOWN',
    destination: null,
    cost: null,
    from: [],
    to: [],
    externalParty: null,
    smsText: null,
    flags: [],
    hasNotes: false,
    notes: [],
    agents: [],
    extension: null,
    client: { clientId: '12' },
  });
});

describe('Call.agents', () => {
  test('`extension` is that of the first agent, not of a later one', async () => {
    const receivers = [{ internal: 999 }, { internal: 107, firstName: 'Jan' }];
    expect(await answerFor({ userTalk: { status: 'noQueue', receivers } })).toMatchObject({
      routing: 'NO_QUEUE',
      agents: [
        { internalNumber: '999', user: null, extension: null },
        {
          internalNumber: '107',
          user: { uuid: null, firstName: 'Jan', lastName: null },
          extension: { sip: 'acmeSIP107' },
        },
      ],
      extension: null,
    });
  });
});

test('returns a call whose numbers don’t fit GraphQL’s Int', async () => {
  expect(await answerFor({ duration: 2_147_483_648, cost: 9_999_999_999 })).toMatchObject({
    uuid: aCall().uuid,
    durationSeconds: 0,
    cost: null,
  });
});
