import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aCall, manyCalls, numberedUuid } from '../../support/builders.js';
import { allOf, between, type Ccrm, connectCcrm, startCcrm } from './a-ccrm.js';

const DAY = between('2025-03-12T00:00Z', '2025-03-13T00:00Z');

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm();
});

afterEach(() => ccrm.close());

async function decoded(fields: Readonly<Record<string, unknown>>) {
  ccrm.sandbox.data.calls = [aCall(fields)];
  const [call] = await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'));
  return call;
}

test.each([
  [0, false],
  ['0', false],
  [null, false],
  [undefined, false],
  [1, true],
  [3, true],
  ['1', true],
  [true, true],
  ['true', true],
  [false, false],
  ['', false],
])('a call with note %j has notes: %j', async (note, hasNotes) => {
  expect(await decoded({ note })).toMatchObject({ hasNotes });
});

test.each([
  [
    { duration: '368', cost: '12' },
    { durationSeconds: 368, cost: 12 },
  ],
  [
    { duration: null, cost: null },
    { durationSeconds: 0, cost: null },
  ],
  [
    { duration: undefined, cost: undefined },
    { durationSeconds: 0, cost: null },
  ],
  [
    { duration: -1, cost: -5 },
    { durationSeconds: 0, cost: -5 },
  ],
  [
    { duration: 368.6, cost: 0.15 },
    { durationSeconds: 369, cost: null, costAmount: '0.15' },
  ],
  [
    { duration: '00:06:08', cost: '12,50' },
    { durationSeconds: 368, cost: null, costAmount: '12.50' },
  ],
  [
    { duration: '6:08', cost: '3.00' },
    { durationSeconds: 368, cost: 3, costAmount: '3.00' },
  ],
  [
    { duration: '26:00:01', cost: 12345678901 },
    { durationSeconds: 93_601, cost: null, costAmount: '12345678901' },
  ],
  [
    { duration: '75:30', cost: 0.1 + 0.2 },
    { durationSeconds: 4530, cost: null, costAmount: '0.30000000000000004' },
  ],
  [
    { duration: '1440:00', cost: '0.000000000000000000001' },
    { durationSeconds: 86_400, cost: null, costAmount: '0.000000000000000000001' },
  ],
])('the numbers in %j are decoded', async (fields, expected) => {
  expect(await decoded(fields)).toMatchObject(expected);
});

test.each([
  ['duration', 'six minutes', { durationSeconds: 0 }],
  ['duration', '00:61:00', { durationSeconds: 0 }],
  ['duration', '75:61', { durationSeconds: 0 }],
  ['duration', '1:02:03:04', { durationSeconds: 0 }],
  ['duration', -1, { durationSeconds: 0 }],
  ['duration', [1], { durationSeconds: 0 }],
  ['cost', '12 PLN', { cost: null, costAmount: null }],
  ['note', 'several', { hasNotes: true }],
  ['note', 0.5, { hasNotes: true }],
])('an invalid %s of %j is logged as an unknown value', async (field, value, expected) => {
  expect(await decoded({ [field]: value })).toMatchObject(expected);
  expect(ccrm.lines).toContainEqual(expect.objectContaining({ msg: 'unknown value', field }));
});

test('an agent without a number keeps its name', async () => {
  const call = await decoded({
    userTalk: { status: 'queue', receivers: [{ firstName: 'Ewa', lastName: null }, { internal: null }] },
  });
  expect(call?.agents).toEqual([
    { workspace: 'acme', internalNumber: '', user: { uuid: null, firstName: 'Ewa', lastName: null } },
  ]);
});

test('a single record instead of a list is decoded as a list of one', async () => {
  const receiver = { internal: 107, firstName: 'Ewa' };
  const flag = { uuid: 'f', name: 'VIP' };
  const fields = { flags: flag, userTalk: { status: 'queue', receivers: receiver } };
  const body = { success: true, data: aCall(fields), otherData: { totalCount: 1 } };
  ccrm.sandbox.behaviour.faults = [{ status: 200, body }];
  expect(await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'))).toMatchObject([
    { flags: [{ name: 'VIP' }], agents: [{ internalNumber: '107' }] },
  ]);
});

test('a text message keeps its text unchanged', async () => {
  const smsData = 'Dziękujemy!\nAcme ';
  expect(await decoded({ service: 'sms', smsData })).toMatchObject({ service: 'SMS', smsText: smsData });
});

test('an uppercase uuid is converted to lowercase', async () => {
  expect(await decoded({ uuid: 'E4BAAA94-095A-41B3-B638-203DCFCFD3FE' })).toMatchObject({
    uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
  });
});

test('a date is read in the time zone of the workspace', async () => {
  ccrm.sandbox.data.calls = [aCall({ callDate: '2025-03-12 11:24:57' })];
  const { ccrmUrl: url, credentials } = ccrm.sandbox;
  const london = connectCcrm({ url, token: credentials.ccrmToken, timezone: 'Europe/London' });
  expect(await allOf(london.open().walk(DAY, 'NEWEST_FIRST'))).toMatchObject([
    { localDate: '2025-03-12 11:24:57', startedAt: Date.parse('2025-03-12T11:24:57Z') },
  ]);
  london.disconnect();
});

test('an invalid record is omitted, counted and logged without its content', async () => {
  const calls = manyCalls(9, { from: '2025-03-12 10:00:00', to: '2025-03-12 11:00:00' });
  const odd = { uuid: 'not-a-uuid', callDate: '2025-03-12 10:30:00', smsData: 'private' };
  ccrm.sandbox.data.calls = [...calls.slice(0, 4), odd, ...calls.slice(5)];
  const read = await allOf(ccrm.open().walk(DAY, 'OLDEST_FIRST'));
  expect(read.map(({ uuid }) => uuid)).toEqual([0, 1, 2, 3, 5, 6, 7, 8].map(numberedUuid));
  expect(ccrm.lines.filter(({ msg }) => msg === 'records left out')).toMatchObject([
    { provider: 'ccrm', route: 'callHistory', count: 1 },
  ]);
  expect(JSON.stringify(ccrm.lines)).not.toContain('private');
});

test.each([
  ['null', null],
  ['text', 'record'],
  ['a list', []],
  ['without a uuid', { callDate: '2025-03-12 10:00:00' }],
  ['without a date', { uuid: numberedUuid(1) }],
  ['with a date that doesn’t exist', { uuid: numberedUuid(1), callDate: '2025-02-30 10:00:00' }],
  ['with a date in another format', { uuid: numberedUuid(1), callDate: '12.03.2025 10:00' }],
])('a record that is %s doesn’t invalidate its page', async (_, record) => {
  ccrm.sandbox.behaviour.faults = [
    { status: 200, body: { success: true, data: [record, aCall(), record], otherData: { totalCount: 3 } } },
  ];
  const history = ccrm.open();
  expect(await allOf(history.walk(DAY, 'NEWEST_FIRST'))).toHaveLength(1);
  expect(await history.count(DAY)).toBe(1);
  expect(ccrm.requests('callHistory')).toHaveLength(1);
});

test('a second record with the uuid of another one is counted and logged', async () => {
  ccrm.sandbox.data.calls = [aCall(), aCall({ destination: 'private' })];
  expect(await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'))).toHaveLength(1);
  expect(ccrm.lines.filter(({ msg }) => msg === 'records left out')).toMatchObject([
    { provider: 'ccrm', route: 'callHistory', reason: 'same uuid', count: 1 },
  ]);
  expect(JSON.stringify(ccrm.lines)).not.toContain('private');
});

test('a list of one that PHP serializes instead of an object is decoded', async () => {
  const { userTalk, externalNumber, from } = aCall();
  const flag = { uuid: 'f', name: 'VIP' };
  const expected = await decoded({ flags: [flag] });
  expect(expected?.agents).not.toEqual([]);
  expect(expected?.externalParty).not.toBeNull();
  const lists = { userTalk: [userTalk], externalNumber: [externalNumber], from: [[from]], flags: [[flag]] };
  expect(await decoded(lists)).toEqual(expected);
});

test.each([
  ['#fa702e', '#fa702e'],
  [' #FA7 ', '#FA7'],
  ['red', null],
  ['#fa702e;background:url(http://example.com)', null],
  ['#fa70', null],
  ['fa702e', null],
  [null, null],
])('a flag with the color %j is decoded with the color %j', async (color, expected) => {
  expect(await decoded({ flags: [{ uuid: 'f', name: 'VIP', color }] })).toMatchObject({
    flags: [{ color: expected }],
  });
});

test('a number that is zero in both forms is withheld', async () => {
  const from = { type: 'unknown', number: '0', numberNotFormatted: '0' };
  expect(await decoded({ from })).toMatchObject({ from: [{ phone: null }] });
});

test('a record with keys in another case is decoded', async () => {
  const { uuid, callDate, callDirection, userTalk, ...fields } = aCall();
  const record = {
    ...fields,
    UUID: uuid,
    call_date: callDate,
    CallDirection: callDirection,
    usertalk: userTalk,
  };
  const body = { success: true, data: [record], otherData: { totalCount: 1 } };
  const expected = await decoded({});
  ccrm.sandbox.behaviour.faults = [{ status: 200, body }];
  expect(await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'))).toEqual([expected]);
});

test.each([
  ['flags', { flags: [{ uuid: 'f', name: 'VIP' }, { name: 'lost' }] }],
  ['flags', { flags: 'VIP' }],
  ['receivers', { userTalk: { status: 'queue', receivers: [107, { internal: 108 }] } }],
  ['from', { from: '48777888999' }],
  ['to', { to: [true] }],
  ['callDirection', { callDirection: ['VIP'] }],
  ['status', { status: true }],
  ['status', { status: { name: 'VIP' } }],
  ['service', { service: ['VIP'] }],
  ['userTalk.status', { userTalk: { status: ['VIP'] } }],
  ['type', { from: { type: ['VIP'], number: '1' } }],
  ['externalNumber.type', { externalNumber: { type: { name: 'VIP' } } }],
  ['internal', { userTalk: { status: 'queue', receivers: [{ internal: { n: 107 }, uuid: 'lost' }] } }],
  ['firstName', { userTalk: { status: 'queue', receivers: [{ internal: 107, firstName: ['lost'] }] } }],
  ['name', { flags: [{ uuid: 'f', name: { pl: 'VIP' } }] }],
  ['color', { flags: [{ uuid: 'f', name: 'VIP', color: ['#fa702e'] }] }],
  ['color', { flags: [{ uuid: 'f', name: 'VIP', color: 'url(http://lost.example/pixel.png)' }] }],
  ['uuid', { from: { type: 'person', uuid: { id: 'lost' }, firstName: 'lost' } }],
  ['uuid', { from: { uuid: 'lost', name: 'lost' } }],
  ['uuid', { from: { type: 'unknown', uuid: 'lost' } }],
  ['firstName', { from: { type: 'person', firstName: 'lost', lastName: 'lost' } }],
  ['avatar', { from: { type: 'person', uuid: 'f', firstName: 'lost', avatar: ['lost'] } }],
  ['name', { from: { type: 'person', uuid: 'f', name: 'lost' } }],
  ['lastName', { from: { type: 'organisation', uuid: 'f', lastName: 'lost' } }],
  ['destination', { destination: { name: 'Polska' } }],
  ['smsData', { smsData: ['Cześć'] }],
  ['cost', { cost: '1,234' }],
  ['userTalk', { userTalk: 'VIP' }],
  ['userTalk', { userTalk: [{ status: 'queue' }, { status: 'queue' }] }],
  ['externalNumber', { externalNumber: '48777888999' }],
  ['number', { from: { type: 'unknown', number: { e164: '48777888999' }, numberNotFormatted: '1' } }],
])('an invalid value of %s is logged without its content: %j (guard: fieldReader)', async (field, fields) => {
  expect(await decoded(fields)).toBeDefined();
  expect(ccrm.lines).toContainEqual(expect.objectContaining({ msg: 'unknown value', field }));
  expect(JSON.stringify(ccrm.lines)).not.toMatch(/lost|VIP|48777888999|Polska|Cześć/);
});

test.each([
  {
    from: null,
    to: {},
    flags: [],
    destination: '',
    smsData: false,
    cost: null,
    userTalk: { status: 'queue', receivers: [null, {}, { internal: null, firstName: '' }] },
  },
  { from: undefined, to: [], flags: {}, destination: false, smsData: null, userTalk: [] },
])('an empty field, as PHP serializes it, isn’t an anomaly: %j (guard: isNothing)', async (fields) => {
  expect(await decoded(fields)).toMatchObject({ from: [], to: [], flags: [], agents: [], smsText: null });
  expect(ccrm.lines.filter(({ msg }) => msg === 'unknown value')).toEqual([]);
});

test('a response envelope with keys in another case is decoded', async () => {
  const body = { Success: 'true', Data: [aCall()], other_data: { TotalCount: '1' } };
  ccrm.sandbox.behaviour.faults = [{ status: 200, body }];
  const history = ccrm.open();
  expect(await allOf(history.walk(DAY, 'NEWEST_FIRST'))).toHaveLength(1);
  expect(await history.count(DAY)).toBe(1);
  expect(ccrm.requests('callHistory')).toHaveLength(1);
});

test('a failure with keys in another case is recognized', async () => {
  ccrm.sandbox.behaviour.faults = [{ status: 200, body: { SUCCESS: false, Message: 'Unauthorized' } }];
  await expect(allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'))).rejects.toMatchObject({
    code: 'UPSTREAM_UNAUTHORIZED',
  });
});
