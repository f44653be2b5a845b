import { expect, test } from '@jest/globals';
import type { SandboxFault } from '../../src/sandbox/behaviour.js';
import { createResponseCache } from '../../src/server/response-cache.js';
import { sandboxWorkspace } from '../../src/server/sandbox-workspace.js';
import { aCompany, DAY } from '../graph/a-company.js';
import { startSwitchboard } from '../server/a-switchboard.js';
import { upstreamRequests } from '../server/upstream-requests.js';

const CLIENT = '{ client(workspace: "sandbox") { clientId } }';
const limited = { errors: [{ extensions: { code: 'UPSTREAM_RATE_LIMITED', retryable: true } }] };

// Each red where the limit isn't told from a refusal, or isn't kept: more requests would arrive.
test('RingMe’s hourly quota: told, and no request before its reset', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([]) } });
  board.sandbox.behaviour.ringmeQuota = 2;
  for (let index = 0; index < 2; index += 1) await board.query(CLIENT);
  for (let index = 0; index < 5; index += 1) expect(await board.query(CLIENT)).toMatchObject(limited);
  expect(upstreamRequests(board.sandbox)).toEqual({ client: 3 });
});

test('ccrm’s 403 for too many requests: told, and no request before Retry-After', async () => {
  const body = { success: false, message: 'Request limit has been exceeded' };
  const fault: SandboxFault = { provider: 'ccrm', status: 403, body, headers: { 'retry-after': '60' } };
  await using board = await startSwitchboard({ sandbox: { data: aCompany([0]) } });
  board.sandbox.behaviour.faults = [fault];
  const query = `query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { nodes { uuid } } }`;
  for (let index = 0; index < 3; index += 1) expect(await board.query(query, DAY)).toMatchObject(limited);
  expect(upstreamRequests(board.sandbox)).toEqual({ callHistory: 1 });
});

test('a limit of one workspace holds no other back', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    workspaces: (sandbox) => [
      sandboxWorkspace(sandbox),
      { ...sandboxWorkspace(sandbox), id: 'other', voicenter: null, ccrm: null },
    ],
  });
  board.sandbox.behaviour.faults = [
    { route: 'client', status: 429, headers: { 'retry-after': '60' }, times: 1 },
  ];
  expect(await board.query(CLIENT)).toMatchObject(limited);
  expect(await board.query('{ client(workspace: "other") { clientId } }')).toEqual({
    data: { client: { clientId: '12' } },
  });
  expect(await board.query(CLIENT)).toMatchObject(limited);
  expect(upstreamRequests(board.sandbox)).toEqual({ client: 2 });
});

test('a refusal is told after one request', async () => {
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

// Red where a failure is kept like an answer.
test('a refusal is not kept: what comes next is answered', async () => {
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
