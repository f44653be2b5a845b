import { describe, expect, test } from '@jest/globals';
import type { SandboxFault } from '../../src/sandbox/behaviour.js';
import { createResponseCache } from '../../src/operations/response-cache/response-cache.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aClock } from '../support/a-clock.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { eventually } from '../support/eventually.js';
import { upstreamRequests } from '../support/upstream-requests.js';

const CLIENT = '{ client(workspace: "sandbox") { clientId } }';
const limited = { errors: [{ extensions: { code: 'UPSTREAM_RATE_LIMITED', retryable: true } }] };

// Each is red if the limit isn't distinguished from a rejection, or isn't respected: more requests would arrive.
test('RingMe’s hourly quota is a rate limit error, and no request is sent before its reset', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([]) } });
  board.sandbox.behaviour.ringmeQuota = 2;
  for (let index = 0; index < 2; index += 1) await board.query(CLIENT);
  for (let index = 0; index < 5; index += 1) expect(await board.query(CLIENT)).toMatchObject(limited);
  expect(upstreamRequests(board.sandbox)).toEqual({ client: 3 });
});

test('ccrm.pl’s 403 for too many requests is a rate limit error, and no request is sent before Retry-After', async () => {
  const body = { success: false, message: 'Request limit has been exceeded' };
  const fault: SandboxFault = { provider: 'ccrm', status: 403, body, headers: { 'retry-after': '120' } };
  await using board = await startSwitchboard({ sandbox: { data: aCompany([0]) } });
  board.sandbox.behaviour.faults = [fault];
  const query = `query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { nodes { uuid } } }`;
  for (let index = 0; index < 3; index += 1) expect(await board.query(query, DAY)).toMatchObject(limited);
  expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1 });
});

test('a rate limit of one workspace doesn’t hold back another', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    workspaces: (sandbox) => [
      sandboxWorkspace(sandbox),
      { ...sandboxWorkspace(sandbox), id: 'other', voicenter: null, ccrm: null },
    ],
  });
  board.sandbox.behaviour.faults = [
    { route: 'client', status: 429, headers: { 'retry-after': '120' }, times: 1 },
  ];
  expect(await board.query(CLIENT)).toMatchObject(limited);
  expect(await board.query('{ client(workspace: "other") { clientId } }')).toEqual({
    data: { client: { clientId: '12' } },
  });
  expect(await board.query(CLIENT)).toMatchObject(limited);
  expect(upstreamRequests(board.sandbox)).toEqual({ client: 2 });
});

test('rejected credentials are reported after one request', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([]) } });
  board.sandbox.behaviour.faults = [
    { route: 'GetExtensions', rawBody: '{"ERR":1,"DESC":"Unauthorized"}' },
    { provider: 'ccrm', rawBody: '{"success":"false","message":"Unauthorized"}' },
    { route: 'client', status: 401 },
  ];
  const { errors } = await board.query(
    `query ($from: DateTime!, $to: DateTime!) {
      client { clientId } extensions { totalCount } calls(from: $from, to: $to) { nodes { uuid } }
    }`,
    DAY,
  );
  expect(errors?.map(({ extensions }) => extensions?.code)).toEqual(
    Array.from({ length: 3 }, () => 'UPSTREAM_UNAUTHORIZED'),
  );
  expect(upstreamRequests(board.sandbox)).toEqual({ GetExtensions: 1, callHistory: 1, client: 1 });
});

// Red if a failure is cached like a response.
test('a rejection is not cached: the next operation succeeds', async () => {
  const ttl = { extensions: 60, client: 60, notes: 60, recentCalls: 60, closedCalls: 60 };
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    ttl,
    maxStale: 3600,
    responses: createResponseCache(),
  });
  board.sandbox.behaviour.faults = [
    { route: 'GetExtensions', rawBody: '{"ERR":1,"DESC":"Unauthorized"}', times: 1 },
    { provider: 'ccrm', rawBody: '{"success":"false","message":"Unauthorized"}', times: 1 },
    { route: 'client', status: 401, times: 1 },
  ];
  const query = `query ($from: DateTime!, $to: DateTime!) {
    client { clientId } extensions { totalCount } calls(from: $from, to: $to) { totalCount }
  }`;
  expect((await board.query(query, DAY)).errors).toHaveLength(3);
  expect(await board.query(query, DAY)).toEqual({
    data: { client: { clientId: '12' }, extensions: { totalCount: 1 }, calls: { totalCount: 50 } },
  });
});

const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { clientId } extensions { totalCount } calls(from: $from, to: $to) { totalCount }
}`;

/** Ways in which providers report too many requests under statuses other than 429. */
const OTHER_WORDS: readonly SandboxFault[] = [
  { route: 'GetExtensions', status: 403, body: { ERROR_NUMBER: 1, STATUS_CODE: 403 } },
  {
    route: 'GetExtensions',
    status: 403,
    body: { error_number: '1', error_description: 'Reached the maximum of calls', status_code: '403' },
  },
  { route: 'GetExtensions', status: 200, body: { ErrorNumber: 1, ErrorDescription: '', StatusCode: 403 } },
  { route: 'GetExtensions', status: 403, body: { ERR: 1, DESC: 'Too many requests' } },
  { route: 'GetExtensions', status: 200, body: { ERR: 1, DESC: 'Request limit exceeded', EXTENSIONS: [] } },
  { route: 'GetExtensions', status: 200, body: { Err: '2', Errdesc: 'Rate limit reached' } },
  { route: 'GetExtensions', status: 403, body: { Err: 5, Errdesc: 'יותר מדי בקשות' } },
  { route: 'callHistory', status: 403, body: { success: false, message: 'Too many requests' } },
  { route: 'callHistory', status: 403, body: { success: 'false', message: 'Too Many Attempts.' } },
  { route: 'callHistory', status: 403, body: { success: false, message: 'Przekroczono limit zapytań' } },
  { route: 'callHistory', status: 403, body: { success: false, error: { message: 'Zbyt wiele żądań' } } },
  { route: 'callHistory', status: 403, body: { success: false, errors: ['API rate limit exceeded'] } },
  { route: 'callHistory', status: 401, body: { success: false, code: 429 } },
  { route: 'callHistory', status: 200, body: { success: false, message: 'Quota exceeded' } },
  { route: 'client', status: 403, body: { message: 'rate_limit_exceeded', status: 403 } },
  { route: 'client', status: 429, body: { message: 'concurrent request not allowed' } },
];

/** Rejections of credentials or addresses, which do invalidate the stale fallback. */
const REFUSALS: readonly SandboxFault[] = [
  { route: 'GetExtensions', status: 403, body: { ERROR_NUMBER: 2, ERROR_DESCRIPTION: 'Wrong code' } },
  { route: 'GetExtensions', status: 403, body: { ERROR_NUMBER: 4, ERROR_DESCRIPTION: 'IP not allowed' } },
  { route: 'GetExtensions', status: 200, body: { Err: 1, Errdesc: 'Unauthorized' } },
  { route: 'GetExtensions', status: 200, body: { ERR: 1, DESC: 'Malformed code' } },
  { route: 'GetExtensions', status: 403, body: { ERR: 2, DESC: 'Wrong code' } },
  {
    route: 'callHistory',
    status: 403,
    body: { success: false, message: 'Access limited to listed addresses' },
  },
  {
    route: 'callHistory',
    status: 403,
    body: { success: false, message: 'Access is limited to requests from allowed IP addresses' },
  },
  { route: 'client', status: 403, body: { message: 'API limited plan: access denied' } },
  { route: 'callHistory', status: 401, body: { success: false, message: 'Unauthorized' } },
  { route: 'client', status: 403, body: { message: 'user_blocked' } },
];

const codeOf = ({ errors = [] }: { readonly errors?: readonly { readonly extensions?: object }[] }) =>
  errors.map(({ extensions }) => extensions);

describe('without a cache', () => {
  // Red if the wording isn't recognised: the error would be UPSTREAM_UNAUTHORIZED, which is not retryable.
  test.each(OTHER_WORDS)('%j is a rate limit', async (fault) => {
    await using board = await startSwitchboard({
      sandbox: { data: aCompany([0]) },
      upstream: { deadline: 0.9 },
    });
    board.sandbox.behaviour.faults = [fault];
    expect(codeOf(await board.query(EVERYTHING, DAY))).toMatchObject([
      { code: 'UPSTREAM_RATE_LIMITED', retryable: true },
    ]);
  });

  test.each(REFUSALS)('%j is not a rate limit', async (fault) => {
    await using board = await startSwitchboard({
      sandbox: { data: aCompany([0]) },
      upstream: { deadline: 0.9 },
    });
    board.sandbox.behaviour.faults = [fault];
    expect(codeOf(await board.query(EVERYTHING, DAY))).toMatchObject([{ code: 'UPSTREAM_UNAUTHORIZED' }]);
  });
});

// Red if a rate limit is taken for rejected credentials: the stale fallback would be gone.
test.each(OTHER_WORDS)('%j leaves the stale fallback in place', async (fault) => {
  const clock = aClock('2025-03-14T10:00:00Z');
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([0]) },
    upstream: { deadline: 0.9 },
    ttl: { extensions: 60, client: 60, closedCalls: 60, recentCalls: 5 },
    maxStale: 3600,
    now: clock.now,
  });
  let first = await board.query(EVERYTHING, DAY);
  // A busy machine may need longer than the deadline.
  await eventually(async () => (first = await board.query(EVERYTHING, DAY)).errors === undefined);
  const { data } = first;
  clock.pass(61);
  board.sandbox.behaviour.faults = [fault];
  for (let count = 0; count < 2; count += 1) {
    const answer = await board.query(EVERYTHING, DAY);
    expect(answer).toMatchObject({ data, extensions: { stale: [{ ageSeconds: 61 }] } });
    expect(answer.errors).toBeUndefined();
  }
});

// Red if an epoch timestamp is taken for seconds: the account would be held back for a day.
test.each([(now: number) => now / 1000 + 1, (now: number) => now + 1000])(
  'a reset given as an epoch timestamp holds requests back only until then (form %#)',
  async (reset) => {
    await using board = await startSwitchboard({ sandbox: { data: aCompany([]) } });
    const headers = { 'x-ratelimit-reset': String(Math.floor(reset(Date.now()))) };
    board.sandbox.behaviour.faults = [{ route: 'client', status: 429, headers, times: 1 }];
    expect(await board.query(CLIENT)).toEqual({ data: { client: { clientId: '12' } } });
  },
);
