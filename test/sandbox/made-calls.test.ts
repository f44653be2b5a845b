import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { WireCall } from '../../src/sandbox/wire.js';
import { distinct, elements, fields, form } from './wire-forms.js';

/** A Sunday, 2 p.m. in Warsaw. */
const NOW = new Date('2026-06-14T12:00:00Z');

let sandbox: Sandbox;
let calls: readonly WireCall[];

beforeAll(async () => {
  sandbox = await startSandbox({ now: NOW });
  calls = sandbox.data.calls;
});

afterAll(() => sandbox.close());

const receivers = ({ userTalk }: WireCall): readonly Readonly<Record<string, unknown>>[] =>
  elements(fields(userTalk).receivers);

test('the number of calls follows callsPerDay', async () => {
  const small = await startSandbox({ now: NOW, callsPerDay: 10 });
  const within = (each: Sandbox) =>
    each.data.calls.filter(({ callDate }) => callDate.startsWith('2026-06-1'));
  expect(within(sandbox).length / within(small).length).toBeCloseTo(10, 0);
  await small.close();
});

test('enums have every documented spelling, and a few statuses have an undocumented value', () => {
  expect(distinct(calls.map(({ callDirection }) => callDirection))).toEqual([
    'IN',
    'INTERNAL',
    'OUT',
    'in',
    'internal',
    'out',
  ]);
  expect(distinct(calls.map(({ status }) => status))).toEqual([
    'ANSWERED',
    'BUSY',
    'NOANSWER',
    'NO_ANSWER',
    'answered',
    'busy',
    'noAnswer',
    'transferred',
  ]);
  expect(distinct(calls.map(({ service }) => service))).toEqual(['CALL', 'FAX', 'SMS', 'call', 'fax', 'sms']);
  expect(distinct(calls.map((call) => fields(call.userTalk).status))).toEqual([
    'internal',
    'noQueue',
    'queue',
  ]);
  expect(calls.filter(({ status }) => status === 'transferred').length).toBeLessThan(100);
});

test('parties are objects or arrays, and lists have every form', () => {
  const lists = ['[]', 'array', 'missing', 'null', 'object', '{}'];
  expect(distinct(calls.map(({ from }) => form(from)))).toEqual(['array', 'object']);
  expect(distinct(calls.map(({ to }) => form(to)))).toEqual(['array', 'object']);
  expect(distinct(calls.map((call) => form(fields(call.userTalk).receivers)))).toEqual(lists);
  expect(distinct(calls.map(({ flags }) => form(flags)))).toEqual(lists);
});

test('digits are numbers or strings, and the relation key of a flag has two spellings', () => {
  const numbers = calls.map(({ externalNumber }) => form(fields(externalNumber).numberNotFormatted));
  expect(distinct(numbers)).toEqual(['missing', 'number', 'string']);
  const keys = calls.flatMap(({ flags }) => elements(flags).flatMap(Object.keys));
  expect(distinct(keys)).toEqual(['color', 'name', 'relUuid', 'reluuid', 'uuid']);
});

test('parties are people, organisations or unknown, without keys for unknown facts', () => {
  const parties = calls.flatMap(({ from, to }) => [from, to].flat().map(fields));
  const shapes = parties.map((party) => `${String(party.type)}: ${Object.keys(party).slice(1).join(' ')}`);
  expect(distinct(shapes)).toEqual([
    'organisation: uuid name number numberNotFormatted',
    'person: uuid firstName lastName avatar number numberNotFormatted',
    'person: uuid firstName lastName number numberNotFormatted',
    'unknown: number numberNotFormatted',
  ]);
});

test('calls have up to two agents; most agents have an extension, some have none, some have no user', () => {
  const speedDials = new Set(sandbox.data.extensions.map(({ SpeedDial }) => SpeedDial));
  expect(distinct(calls.map((call) => receivers(call).length))).toEqual(['0', '1', '2']);
  const agents = calls.flatMap(receivers);
  const strangers = agents.filter(({ internal }) => !speedDials.has(String(internal)));
  expect(strangers.length).toBeGreaterThan(0);
  expect(strangers.length).toBeLessThan(agents.length / 10);
  expect(agents.every(({ internal }) => typeof internal === 'number')).toBe(true);
  expect(agents.some(({ internal, uuid }) => internal === 107 && uuid === undefined)).toBe(true);
});

test('only an SMS has a text', () => {
  const withText = calls.filter(({ smsData }) => smsData !== null);
  expect(distinct(withText.map(({ service }) => service))).toEqual(['SMS', 'sms']);
});

test('every external number is valid', () => {
  const numbers = distinct(calls.flatMap((call) => fields(call.externalNumber).numberFormatted ?? []));
  expect(numbers.filter((number) => parsePhoneNumberFromString(number)?.isValid() !== true)).toEqual([]);
  expect(distinct(numbers.map((number) => number.split(' ')[0]))).toEqual(['+48', '+49', '+972']);
});

test('numbers are served as documented, and a few in other forms or withheld', async () => {
  const from = encodeURIComponent('2026-05-01 00:00:00');
  const to = encodeURIComponent('2026-06-01 00:00:00');
  const url = `${sandbox.ccrmUrl}/callHistory?dateFrom=${from}&dateTo=${to}`;
  const headers = { authorization: `Bearer ${sandbox.credentials.ccrmToken}` };
  const records: unknown[] = [];
  for (const page of [1, 2, 3, 4]) {
    records.push(...elements(fields(await (await fetch(`${url}&page=${page}`, { headers })).json()).data));
  }
  const numbers = records.map((record) => fields(fields(record).externalNumber).numberFormatted);
  const forms = numbers.map((number) =>
    typeof number === 'string' ? number.replace(/\d[\d -]*/g, '0') : null,
  );
  for (const form of ['+0', '(+0) 0', '0', '\u200e+0', '+0wew. 0', 'anonymous', 'Zastrzeżony', '']) {
    expect(forms).toContain(form);
  }
});

test('amounts are served as documented, and a few as a time, a fraction or a string', async () => {
  const from = encodeURIComponent('2026-05-01 00:00:00');
  const to = encodeURIComponent('2026-06-01 00:00:00');
  const headers = { authorization: `Bearer ${sandbox.credentials.ccrmToken}` };
  const records: Readonly<Record<string, unknown>>[] = [];
  for (const page of [1, 2, 3, 4]) {
    const url = `${sandbox.ccrmUrl}/callHistory?dateFrom=${from}&dateTo=${to}&page=${page}`;
    records.push(...elements(fields(await (await fetch(url, { headers })).json()).data));
  }
  const formOf = (amount: unknown) =>
    typeof amount === 'string' ? amount.replace(/\d+/g, '0') : form(amount);
  expect(distinct(records.map(({ duration }) => formOf(duration)))).toEqual(['0.0', '0:0:0', 'number']);
  expect(distinct(records.map(({ cost }) => formOf(cost)))).toEqual(['0,0', '0.0', 'number']);
});

test('dates are served as documented, and a few in PHP formats', async () => {
  const from = encodeURIComponent('2026-05-01 00:00:00');
  const to = encodeURIComponent('2026-06-01 00:00:00');
  const written: unknown[] = [];
  for (const page of [1, 2, 3]) {
    const url = `${sandbox.ccrmUrl}/callHistory?dateFrom=${from}&dateTo=${to}&page=${page}`;
    const headers = { authorization: `Bearer ${sandbox.credentials.ccrmToken}` };
    written.push(
      ...elements(fields(await (await fetch(url, { headers })).json()).data).map(({ callDate }) => callDate),
    );
  }
  const digitless = written.map((date) => (typeof date === 'string' ? date.replace(/\d/g, '0') : form(date)));
  expect(distinct(digitless)).toEqual([
    '0000-00-00 00:00:00',
    '0000-00-00 00:00:00.000000',
    '0000-00-00T00:00:00',
    'object',
  ]);
});
