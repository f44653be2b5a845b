import { connect } from 'node:net';
import { expect, test } from '@jest/globals';
import { print } from 'graphql';
import { SANDBOX_ID } from '../../src/config/schema/settings-schema.js';
import { CallsWithNotesDocument } from '../generated/operations.js';
import { LOAD_SHEDDING_LIMITS } from '../../src/http/backpressure/load-shedding.js';
import { UNSENT_LIMITS } from '../../src/http/backpressure/unsent-responses.js';
import { aCompany, DAY } from '../support/a-company.js';
import { eventually } from '../support/eventually.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { upstreamRequests } from '../support/upstream-requests.js';

// Red if an operation outlives its caller's connection.
test('when the caller disconnects, in-flight provider requests are aborted and no others start', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany(Array.from({ length: 50 }, (_, index) => index)) },
    upstream: { attemptTimeout: 60, deadline: 60 },
  });
  const { sandbox, log } = board;
  sandbox.behaviour.faults = [{ route: 'notes', hang: true }];
  const notes = () => sandbox.requests.filter(({ route }) => route === 'notes');

  const caller = new AbortController();
  const answer = fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: print(CallsWithNotesDocument), variables: DAY }),
    signal: caller.signal,
  });
  await eventually(() => notes().length === 16);
  caller.abort();
  await expect(answer).rejects.toThrow();

  await eventually(() => notes().every(({ outcome }) => outcome === 'aborted'));
  await eventually(() => log.some(({ msg, gone }) => msg === 'request' && gone === true));
  expect(notes()).toHaveLength(16);
});

// Red if the first caller to disconnect aborts a request that others wait for, or if it continues for nobody.
test('a shared provider request is aborted within 100 ms after its last waiting caller disconnects', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    upstream: { attemptTimeout: 60, deadline: 60 },
  });
  const { sandbox, log } = board;
  sandbox.behaviour.faults = [{ route: 'GetExtensions', hang: true }];
  const address = `${board.url}/graphql?query={extensions{totalCount}}`;
  const headers = { 'apollo-require-preflight': 'yes' };
  const gone = () => log.filter((line) => line.msg === 'request' && line.gone === true).length;
  const waits: number[] = [];
  // The machine may be busy.
  for (let round = 0; round < 3; round += 1) {
    sandbox.clearRequests();
    const callers = [new AbortController(), new AbortController()];
    const answers = callers.map(({ signal }) => fetch(address, { headers, signal }).catch(() => 'left'));
    await eventually(() => sandbox.requests.length === 1);
    callers[0]?.abort();
    await eventually(() => gone() === 2 * round + 1);
    expect(sandbox.requests.map(({ outcome }) => outcome)).not.toContain('aborted');
    const left = performance.now();
    callers[1]?.abort();
    await eventually(() => sandbox.requests[0]?.outcome === 'aborted');
    waits.push(performance.now() - left);
    await Promise.all(answers);
    await eventually(() => gone() === 2 * round + 2);
    expect(upstreamRequests(sandbox)).toEqual({ GetExtensions: 1 });
  }
  expect(Math.min(...waits)).toBeLessThan(100);
});

// Red if only a connection that closes later releases the memory.
test('a response that is ready after its caller has disconnected uses none of the unsent-response budget', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    auth: anAuth([anApiKey('ewa', { workspaces: [SANDBOX_ID] })]),
    unsent: { ...UNSENT_LIMITS, ofOne: 1 },
  });
  const { sandbox, log } = board;
  sandbox.behaviour.faults = [{ route: 'GetExtensions', hang: true }];
  const headers = { 'x-api-key': 'ewa', 'apollo-require-preflight': 'yes' };
  const caller = new AbortController();
  const { signal } = caller;
  const answer = fetch(`${board.url}/graphql?query={extensions{totalCount}}`, { headers, signal });
  await eventually(() => sandbox.requests.length === 1);
  caller.abort();
  await expect(answer).rejects.toThrow();
  await eventually(() => sandbox.requests.every(({ outcome }) => outcome === 'aborted'));
  await eventually(() => log.some(({ msg, gone }) => msg === 'request' && gone === true));
  const { errors } = await board.query('{ __typename }', {}, headers);
  expect(errors).toBeUndefined();
});

// Red on Node.js 22 if a response counts until Node closes it: it never closes those behind the one that it is sending.
test('pipelined requests whose caller disconnects are aborted, logged and forgotten (guard: limitPipelining)', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany([]) },
    auth: anAuth([anApiKey('ewa', { workspaces: [SANDBOX_ID] })]),
    overload: { ...LOAD_SHEDDING_LIMITS, perCaller: 3 },
    unsent: { ...UNSENT_LIMITS, ofOne: 1 },
  });
  const { sandbox, log } = board;
  sandbox.behaviour.faults = [{ hang: true }];
  const { hostname, port } = new URL(board.url);
  const caller = connect(Number(port), hostname);
  for (const query of ['{extensions{totalCount}}', '{__typename}', '{client{name}}']) {
    caller.write(
      `GET /graphql?query=${query} HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ewa\r\nApollo-Require-Preflight: yes\r\n\r\n`,
    );
  }
  await eventually(() => sandbox.requests.length === 2);
  caller.destroy();
  await eventually(() => log.filter(({ msg, gone }) => msg === 'request' && gone === true).length === 3);
  await eventually(() => sandbox.requests.every(({ outcome }) => outcome === 'aborted'));
  const { errors } = await board.query('{ __typename }', {}, { 'x-api-key': 'ewa' });
  expect(errors).toBeUndefined();
});
