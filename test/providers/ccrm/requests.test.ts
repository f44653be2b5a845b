import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import type { CallHistory } from '../../../src/domain/sources.js';
import { aCall, manyCalls } from '../../support/builders.js';
import { allOf, between, type Ccrm, connectCcrm, startCcrm } from './a-ccrm.js';

const DAY = between('2025-03-12T00:00Z', '2025-03-13T00:00Z');
const call = {
  workspace: 'acme',
  uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
  localDate: '2025-03-12 11:24:57',
};

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm({ data: { calls: [aCall()] } });
});

afterEach(() => ccrm.close());

describe('a request', () => {
  test('for calls has the page and both dates, in local time and extended by a second on either side', async () => {
    await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'));
    expect(ccrm.requests('callHistory').map(({ path }) => path)).toEqual([
      '/ccrm/publicApi/callHistory?dateFrom=2025-03-12%2000%3A59%3A59&dateTo=2025-03-13%2001%3A00%3A00&page=1',
    ]);
  });

  test('encodes every space as %20, and has both dates on every page', async () => {
    ccrm.sandbox.data.calls = manyCalls(
      2500,
      { from: '2025-03-12 11:00:00', to: '2025-03-12 11:00:01' },
      { callDate: '2025-03-12 11:00:00' },
    );
    await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'));
    const requests = ccrm.requests('callHistory');
    expect(new Set(requests.map(({ query }) => query['page']))).toEqual(new Set(['1', '2', '3']));
    for (const { path } of requests) {
      expect(path).toMatch(/\?dateFrom=[\d-]+%20[\d%A]+&dateTo=[\d-]+%20[\d%A]+&page=\d$/);
    }
  });

  test('for notes identifies the call by its uuid', async () => {
    await ccrm.open().notes(call);
    expect(ccrm.requests('notes').map(({ path }) => path)).toEqual([
      `/ccrm/publicApi/notes?callHistory=${call.uuid}`,
    ]);
  });

  test('sends the key as a bearer token, and never in the URL or the log', async () => {
    await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'));
    await ccrm.open().notes(call);
    const key = ccrm.sandbox.credentials.ccrmToken;
    expect(ccrm.sandbox.requests.map(({ headers }) => headers['authorization'])).toEqual([
      `Bearer ${key}`,
      `Bearer ${key}`,
    ]);
    expect(ccrm.sandbox.requests.map(({ path }) => path).join()).not.toContain(key);
    expect(ccrm.lines).toHaveLength(2);
    expect(JSON.stringify(ccrm.lines)).not.toContain(key);
    expect(JSON.stringify(ccrm.lines)).not.toContain('dateFrom');
  });

  test('has a single slash if the base URL ends in one', async () => {
    const { url, credentials } = ccrm.sandbox;
    const other = connectCcrm({ url: `${url}/ccrm/publicApi/`, token: credentials.ccrmToken });
    await other.open().notes(call);
    other.disconnect();
    expect(ccrm.requests('notes')).toHaveLength(1);
  });

  test('isn’t sent for an operation that has been aborted', async () => {
    const history = ccrm.open(aScope({ signal: AbortSignal.abort() }));
    await expect(history.notes(call)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    await expect(history.count(DAY)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
    expect(ccrm.sandbox.requests).toEqual([]);
  });

  test('isn’t sent for a range without a whole second', async () => {
    const empty = { from: DAY.from + 1, to: DAY.from + 999 };
    expect(await allOf(ccrm.open().walk(empty, 'NEWEST_FIRST'))).toEqual([]);
    expect(await ccrm.open().count(empty)).toBe(0);
    expect(ccrm.sandbox.requests).toEqual([]);
  });
});

describe('a response', () => {
  const limit = 'Request limit has been exceeded';
  test.each([
    ['401', { status: 401, body: { success: false, message: 'Unauthorized' } }, 'UPSTREAM_UNAUTHORIZED'],
    ['401 that isn’t JSON', { status: 401, body: 'no' }, 'UPSTREAM_UNAUTHORIZED'],
    [
      '403 about the limit',
      { status: 403, body: { success: false, message: limit } },
      'UPSTREAM_RATE_LIMITED',
    ],
    ['403 about anything else', { status: 403, body: { success: false } }, 'UPSTREAM_UNAUTHORIZED'],
    ['429', { status: 429 }, 'UPSTREAM_RATE_LIMITED'],
    ['success false', { status: 200, body: { success: false, data: [] } }, 'UPSTREAM_BAD_RESPONSE'],
    ['success "false"', { status: 200, body: { success: 'false', data: [] } }, 'UPSTREAM_BAD_RESPONSE'],
    [
      'success false about the limit',
      { status: 200, body: { success: 'false', message: limit } },
      'UPSTREAM_RATE_LIMITED',
    ],
    [
      'success false about the key',
      { status: 200, body: { success: false, message: 'Unauthorized' } },
      'UPSTREAM_UNAUTHORIZED',
    ],
    ['400', { status: 400, body: { success: false, message: 'Invalid' } }, 'UPSTREAM_BAD_RESPONSE'],
    ['404', { status: 404, body: { success: false, message: 'Not Found' } }, 'UPSTREAM_BAD_RESPONSE'],
    ['500', { status: 500 }, 'UPSTREAM_UNAVAILABLE'],
    ['a redirect', { redirect: '/elsewhere' }, 'UPSTREAM_BAD_RESPONSE'],
    ['HTML', { rawBody: '<p>Przerwa techniczna</p>', contentType: 'text/html' }, 'UPSTREAM_BAD_RESPONSE'],
    ['a list', { status: 200, body: [] }, 'UPSTREAM_BAD_RESPONSE'],
    ['null', { status: 200, body: null }, 'UPSTREAM_BAD_RESPONSE'],
    ['no data', { status: 200, body: { success: true } }, 'UPSTREAM_BAD_RESPONSE'],
    ['data that is text', { status: 200, body: { success: true, data: 'none' } }, 'UPSTREAM_BAD_RESPONSE'],
    ['data null', { status: 200, body: { success: true, data: null } }, 'UPSTREAM_BAD_RESPONSE'],
    [
      'data null with a total',
      { status: 200, body: { success: true, data: null, otherData: { totalCount: 1 } } },
      'UPSTREAM_BAD_RESPONSE',
    ],
    [
      'data null without success',
      { status: 200, body: { data: null, message: 'no' } },
      'UPSTREAM_BAD_RESPONSE',
    ],
    [
      'success null',
      { status: 200, body: { success: null, data: [], error: 'SQL' } },
      'UPSTREAM_BAD_RESPONSE',
    ],
    ['success "error"', { status: 200, body: { success: 'error', data: [] } }, 'UPSTREAM_BAD_RESPONSE'],
    [
      'no success but a status',
      { status: 200, body: { status: 'error', data: [] } },
      'UPSTREAM_BAD_RESPONSE',
    ],
    [
      'a message as data',
      { status: 200, body: { success: true, data: { message: 'Internal error' } } },
      'UPSTREAM_BAD_RESPONSE',
    ],
    [
      'an error as data',
      { status: 200, body: { success: true, data: { error: { code: 500 } } } },
      'UPSTREAM_BAD_RESPONSE',
    ],
    ['a truncated body', { truncate: true }, 'UPSTREAM_BAD_RESPONSE'],
    ['a connection reset', { reset: true }, 'UPSTREAM_UNAVAILABLE'],
  ] as const)('with %s is an error for calls and for notes', async (_, fault, code) => {
    ccrm.sandbox.behaviour.faults = [fault];
    const questions = [
      (history: CallHistory) => allOf(history.walk(DAY, 'NEWEST_FIRST')),
      (history: CallHistory) => history.count(DAY),
      async (history: CallHistory) => history.notes(call),
    ];
    for (const ask of questions) {
      // A separate source, which no earlier rate limit holds back.
      const { ccrmUrl: url, credentials } = ccrm.sandbox;
      const other = connectCcrm({ url, token: credentials.ccrmToken });
      // Less than the minimum wait of a rate limit, which is a second.
      const history = other.open(aScopeWith(900));
      await expect(ask(history)).rejects.toMatchObject({ provider: 'ccrm', code });
      other.disconnect();
    }
  });

  test.each([true, 'true', 'TRUE', 1, undefined])('with success %j is accepted', async (success) => {
    ccrm.sandbox.behaviour.faults = [{ status: 200, body: { success, data: [aCall()] } }];
    expect(await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'))).toHaveLength(1);
  });

  test.each([
    [true, null, { totalCount: 0 }],
    [true, {}, undefined],
    [true, [], undefined],
    [true, [], { totalCount: '0' }],
    ['OK', [], undefined],
    [undefined, [], { totalCount: 0 }],
  ])('with success %j, data %j and otherData %j is empty', async (success, data, otherData) => {
    ccrm.sandbox.behaviour.faults = [{ status: 200, body: { success, data, otherData } }];
    expect(await allOf(ccrm.open().walk(DAY, 'NEWEST_FIRST'))).toEqual([]);
    expect(await ccrm.open().notes(call)).toEqual([]);
  });

  test.each([
    ['no record', {}],
    ['an unreadable record', { data: { message: 'Internal error' } }],
  ])('with %s is also an error after a good response', async (_, body) => {
    const history = ccrm.open();
    expect(await allOf(history.walk(DAY, 'NEWEST_FIRST'))).toHaveLength(1);
    ccrm.sandbox.behaviour.faults = [{ status: 200, body: { success: true, ...body } }];
    const before = between('2025-03-11T00:00Z', '2025-03-12T00:00Z');
    await expect(allOf(history.walk(before, 'NEWEST_FIRST'))).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
    });
  });

  test('doesn’t leak its content into the error', async () => {
    ccrm.sandbox.behaviour.faults = [{ status: 400, body: { success: false, message: 'secret words' } }];
    const error = await Promise.resolve(ccrm.open().notes(call)).catch(String);
    expect(error).not.toMatch(/secret|publicApi|127\.0\.0\.1/);
  });
});

test('an invalid key is UPSTREAM_UNAUTHORIZED, which isn’t retryable', async () => {
  const other = connectCcrm({ url: ccrm.sandbox.ccrmUrl, token: 'wrong' });
  await expect(other.open().count(DAY)).rejects.toMatchObject({
    code: 'UPSTREAM_UNAUTHORIZED',
    retryable: false,
  });
  other.disconnect();
});

test('up to 16 requests for notes are in flight at once, and all of them complete', async () => {
  ccrm.sandbox.behaviour.latencyMs = { notes: 200 };
  const histories = [ccrm.open(), ccrm.open()];
  const uuids = manyCalls(80, { from: '2025-03-12 00:00:00', to: '2025-03-13 00:00:00' });
  await Promise.all(uuids.map(async ({ uuid }, index) => histories[index % 2]?.notes({ ...call, uuid })));
  expect(ccrm.requests('notes')).toHaveLength(80);
  expect(ccrm.sandbox.inFlightPeak('notes')).toBeLessThanOrEqual(16);
});

test('up to 16 requests for calls are in flight at once', async () => {
  ccrm.sandbox.behaviour.latencyMs = { callHistory: 200 };
  const hours = Array.from({ length: 40 }, (_, hour) => DAY.from + hour * 3_600_000);
  const history = ccrm.open();
  await Promise.all(hours.map((from) => history.count({ from, to: from + 1000 })));
  expect(ccrm.requests('callHistory')).toHaveLength(40);
  expect(ccrm.sandbox.inFlightPeak('callHistory')).toBeLessThanOrEqual(16);
});
