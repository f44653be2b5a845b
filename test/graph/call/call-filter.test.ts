import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCall, numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { DAY } from '../../support/a-company.js';

const withheld = { to: [], from: [], externalNumber: null, userTalk: { status: 'queue', receivers: [] } };

const CALLS = [
  aCall({ duration: 0, note: 1, status: 'noAnswer' }),
  aCall({ ...withheld, callDirection: 'OUT', duration: 60, service: 'SMS' }),
  aCall({
    ...withheld,
    callDirection: 'internal',
    duration: 61,
    status: 'BUSY',
    flags: [{ name: 'Billing', uuid: '62bd7385-c4ba-46f5-94b5-2fae4ebc87d4' }],
    userTalk: { status: 'internal', receivers: [{ internal: 11 }, { internal: '0205' }] },
  }),
  aCall({
    ...withheld,
    duration: 3600,
    service: 'FAX',
    callDirection: 'sideways',
    status: 'lost',
    externalNumber: { numberNotFormatted: 972355501234, numberFormatted: '+972 3 555-0123 4' },
  }),
].map((call, index) => ({ ...call, uuid: numberedUuid(index), callDate: `2025-03-12 0${index}:00:00` }));

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: { calls: CALLS } } });
});
afterAll(() => board.close());

test.each<[filter: object | null, calls: number[]]>([
  [null, [0, 1, 2, 3]],
  [{}, [0, 1, 2, 3]],
  [{ direction: ['INBOUND'] }, [0]],
  [{ direction: ['OUTBOUND', 'INTERNAL'] }, [1, 2]],
  [{ direction: ['UNKNOWN'] }, [3]],
  [{ direction: [] }, [0, 1, 2, 3]],
  [{ direction: null }, [0, 1, 2, 3]],
  [{ status: ['NO_ANSWER'] }, [0]],
  [{ status: ['BUSY', 'UNKNOWN'] }, [2, 3]],
  [{ service: ['SMS', 'FAX'] }, [1, 3]],
  [{ service: ['CALL'] }, [0, 2]],
  [{ internalNumber: '107' }, [0]],
  [{ internalNumber: '011' }, [2]],
  [{ internalNumber: '205' }, [2]],
  [{ internalNumber: '2*05' }, [2]],
  [{ internalNumber: '7' }, []],
  [{ phone: '+48 600 000 123' }, [0]],
  [{ phone: '0048600000123' }, [0]],
  [{ phone: '600000123' }, [0]],
  [{ phone: '600-000-123' }, [0]],
  [{ phone: '22 555 01 00' }, [0]],
  [{ phone: '(03) 555 01234' }, [3]],
  [{ phone: '0123' }, []],
  [{ phone: '86000001' }, []],
  [{ internalNumbers: ['107', '0205'] }, [0, 2]],
  [{ internalNumbers: ['2*05'] }, [2]],
  [{ internalNumbers: ['7'] }, []],
  [{ internalNumbers: [] }, [0, 1, 2, 3]],
  [{ internalNumbers: ['107', '11'], internalNumber: '11' }, [2]],
  [{ withheld: false }, [0, 1, 2, 3]],
  [{ withheld: true }, []],
  [{ withheld: null, contact: null, internalNumbers: null }, [0, 1, 2, 3]],
  [
    { direction: ['INBOUND', 'OUTBOUND', 'INTERNAL', 'UNKNOWN'], maxDurationSeconds: 2147483647 },
    [0, 1, 2, 3],
  ],
  [{ flag: 'billing' }, [2]],
  [{ flag: 'BÍLLING' }, [2]],
  [{ flag: '62BD7385-C4BA-46F5-94B5-2FAE4EBC87D4' }, [2]],
  [{ flag: 'bill' }, []],
  [{ hasNotes: true }, [0]],
  [{ hasNotes: false }, [1, 2, 3]],
  [{ minDurationSeconds: 61 }, [2, 3]],
  [{ maxDurationSeconds: 60 }, [0, 1]],
  [{ maxDurationSeconds: 0 }, [0]],
  [{ minDurationSeconds: 60, maxDurationSeconds: 61 }, [1, 2]],
  [{ direction: ['INBOUND'], status: ['BUSY'] }, []],
  [{ direction: ['INBOUND'], hasNotes: true, internalNumber: '107', phone: '600000123' }, [0]],
])('the filter %j returns the calls %j', async (filter, expected) => {
  const { data, errors } = await board.query<{ calls: { totalCount: number; nodes: { uuid: string }[] } }>(
    `query ($from: DateTime!, $to: DateTime!, $filter: CallFilter) {
      calls(from: $from, to: $to, filter: $filter, order: OLDEST_FIRST) { totalCount nodes { uuid } }
    }`,
    { ...DAY, filter },
  );
  expect(errors).toBeUndefined();
  expect(data?.calls.nodes.map(({ uuid }) => uuid)).toEqual(expected.map(numberedUuid));
  expect(data?.calls.totalCount).toBe(expected.length);
});

describe('calls with withheld numbers or contacts', () => {
  const FROM_CONTACT = '6F0F9B9E-61f5-4c58-bb43-0b8ce4d5f6a7';
  const from = { type: 'person', uuid: FROM_CONTACT, firstName: 'Anna', number: 'anonymous' };
  const number = { numberFormatted: 'Zastrzeżony', numberNotFormatted: '', type: 'unknown' };
  const calls = [
    aCall(),
    aCall({ from: { type: 'unknown', number: 'anonymous' }, externalNumber: number }),
    aCall({ from: [], externalNumber: null }),
    aCall({ from, externalNumber: null, service: 'SMS' }),
    aCall({ callDirection: 'OUT', from: [], to: [], externalNumber: null }),
    aCall({ callDirection: 'internal', from: [], to: [], externalNumber: null }),
    aCall({ from: { type: 'organisation', uuid: 'c0', name: 'Acme', number: '+48 600 000 124' } }),
  ].map((call, index) => ({ ...call, uuid: numberedUuid(index), callDate: `2025-03-12 1${index}:00:00` }));

  beforeAll(() => {
    board.sandbox.data.calls = calls;
  });
  afterAll(() => {
    board.sandbox.data.calls = CALLS;
  });

  test.each<[filter: object, calls: number[]]>([
    [{ withheld: true }, [1, 2, 3]],
    [{ withheld: true, service: ['CALL'] }, [1, 2]],
    [{ withheld: false }, [0, 4, 5, 6]],
    [{ contact: FROM_CONTACT.toLowerCase() }, [3]],
    [{ contact: 'C0' }, [6]],
    [{ contact: '6f0f9b9e' }, []],
  ])('are found by %j, in lists and in counts', async (filter, expected) => {
    const { data, errors } = await board.query<{
      calls: { nodes: { uuid: string }[] };
      callStatistics: { callCount: number };
    }>(
      `query ($from: DateTime!, $to: DateTime!, $filter: CallFilter) {
        calls(from: $from, to: $to, filter: $filter, order: OLDEST_FIRST) { nodes { uuid } }
        callStatistics(from: $from, to: $to, filter: $filter, groupBy: STATUS) { callCount }
      }`,
      { ...DAY, filter },
    );
    expect(errors).toBeUndefined();
    expect(data?.calls.nodes.map(({ uuid }) => uuid)).toEqual(expected.map(numberedUuid));
    expect(data?.callStatistics.callCount).toBe(expected.length);
  });
});

test.each<[filter: object, message: string]>([
  [{ internalNumbers: ['107', '-'] }, 'filter.internalNumbers'],
  [{ internalNumbers: Array.from({ length: 1001 }, (_, index) => String(index)) }, 'filter.internalNumbers'],
  [{ contact: ' ' }, 'filter.contact'],
])('rejects an invalid filter, and the message names the field', async (filter, field) => {
  const { errors } = await board.query(
    'query ($from: DateTime!, $to: DateTime!, $filter: CallFilter) { calls(from: $from, to: $to, filter: $filter) { totalCount } }',
    { ...DAY, filter },
  );
  expect(errors).toMatchObject([
    { message: expect.stringContaining(field), extensions: { code: 'BAD_USER_INPUT' } },
  ]);
});
