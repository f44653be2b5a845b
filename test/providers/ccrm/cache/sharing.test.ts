import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { RingmeSettings } from '../../../../src/config/workspace-settings.js';
import { sandboxWorkspace } from '../../../../src/app/sandbox-workspace.js';
import { aCompany, DAY } from '../../../support/a-company.js';
import { eventually } from '../../../support/eventually.js';
import { aClient, anExtension } from '../../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../../support/a-switchboard.js';
import { upstreamRequests } from '../../../support/upstream-requests.js';
import { answerJson, startHttpServer } from '../../../support/http-server.js';
import { aClock, type Clock } from '../../../support/a-clock.js';

const TTL = { extensions: 60, client: 60, notes: 30, recentCalls: 5, closedCalls: 3600 };

const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { name }
  extensions { nodes { name } }
  calls(from: $from, to: $to) { totalCount nodes { uuid notes { text } } }
}`;
const CLIENT = '{ client { name timezone } }';
const ONCE = { GetExtensions: 1, client: 1, callHistory: 1, notes: 2 };

let clock: Clock;
let board: Switchboard;

beforeEach(async () => {
  clock = aClock('2025-03-17T10:00:00.500Z');
  board = await startSwitchboard({ sandbox: { data: aCompany([3, 7]) }, ttl: TTL, now: clock.now });
});
afterEach(() => board.close());

async function ask(query = EVERYTHING): Promise<unknown> {
  const { data, errors } = await board.query(query, query === EVERYTHING ? DAY : undefined);
  expect(errors).toBeUndefined();
  return data;
}

/** The number of requests that have reached the sandbox since the last call. */
function arrived(): Readonly<Record<string, number>> {
  const requests = upstreamRequests(board.sandbox);
  board.sandbox.clearRequests();
  return requests;
}

describe('the same query', () => {
  test('sends its requests once for many concurrent operations', async () => {
    board.sandbox.behaviour.latencyMs = { GetExtensions: 50, client: 50, callHistory: 50, notes: 50 };
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask()));
    expect(arrived()).toEqual(ONCE);
    for (const answer of answers) expect(answer).toEqual(answers[0]);
  });

  test('sends its requests once for successive operations while the data is fresh', async () => {
    const first = await ask();
    expect(await ask()).toEqual(first);
    expect(arrived()).toEqual(ONCE);
  });

  // Red if one type uses the ttl of another.
  test('requests each type again after its ttl', async () => {
    await ask();
    arrived();
    clock.pass(29.9);
    await ask();
    expect(arrived()).toEqual({});
    clock.pass(0.1);
    await ask();
    expect(arrived()).toEqual({ notes: 2 });
    clock.pass(30);
    await ask();
    expect(arrived()).toEqual({ GetExtensions: 1, client: 1, notes: 2 });
    clock.pass(3540);
    await ask();
    expect(arrived()).toEqual(ONCE);
  });

  test('returns a change after the next request, not before', async () => {
    await ask(CLIENT);
    board.sandbox.data.client = aClient({ name: 'renamed' });
    clock.pass(59);
    expect(await ask('{ client { name } }')).toEqual({ client: { name: 'ringme_test' } });
    clock.pass(1);
    expect(await ask('{ client { name } }')).toEqual({ client: { name: 'renamed' } });
  });
});

test('a ttl of 0 sends requests for every operation', async () => {
  await using uncached = await startSwitchboard({ sandbox: { data: aCompany([3, 7]) } });
  for (let round = 0; round < 2; round += 1) await uncached.query(EVERYTHING, DAY);
  expect(upstreamRequests(uncached.sandbox)).toEqual({
    GetExtensions: 2,
    client: 2,
    callHistory: 2,
    notes: 4,
  });
});

test('a failure rejects all waiting operations, isn’t cached, and the next operation requests again', async () => {
  board.sandbox.behaviour.faults = [{ status: 400, times: 3 }];
  board.sandbox.behaviour.latencyMs = { GetExtensions: 30, client: 30, callHistory: 30 };
  const failed = await Promise.all([1, 2, 3].map(() => board.query(EVERYTHING, DAY)));
  for (const { data, errors } of failed) {
    expect(data).toEqual({ client: null, extensions: null, calls: null });
    expect(errors).toHaveLength(3);
  }
  expect(arrived()).toEqual({ GetExtensions: 1, client: 1, callHistory: 1 });
  await ask();
  expect(arrived()).toEqual(ONCE);
});

test('workspaces share neither in-flight requests nor cached data', async () => {
  await using both = await startSwitchboard({
    sandbox: { data: aCompany([3]) },
    ttl: TTL,
    now: clock.now,
    workspaces: (sandbox) => ['acme', 'globex'].map((id) => ({ ...sandboxWorkspace(sandbox), id })),
  });
  const query = `query ($from: DateTime!, $to: DateTime!, $workspace: ID!) {
    client(workspace: $workspace) { name }
    extensions(workspace: $workspace) { nodes { name } }
    calls(workspace: $workspace, from: $from, to: $to) { nodes { uuid notes { text } } }
  }`;
  const askOf = (workspace: string) => both.query(query, { ...DAY, workspace });
  await Promise.all([askOf('acme'), askOf('globex')]);
  expect(upstreamRequests(both.sandbox)).toEqual({ GetExtensions: 2, client: 2, callHistory: 2, notes: 2 });
  both.sandbox.data.extensions = [anExtension({ Name: 'changed' })];
  expect((await askOf('acme')).data).toEqual((await askOf('globex')).data);
  expect(upstreamRequests(both.sandbox)).toEqual({ GetExtensions: 2, client: 2, callHistory: 2, notes: 2 });
});

describe('after updateClient', () => {
  const UPDATE = `mutation { updateClient(input: { timezone: "Asia/Tokyo" }) { client { timezone } } }`;
  const moscow = { client: { name: 'ringme_test', timezone: 'Europe/Moscow' } };
  const tokyo = { client: { name: 'ringme_test', timezone: 'Asia/Tokyo' } };

  // Red if a write invalidates nothing.
  test('the client is requested again', async () => {
    await ask(CLIENT);
    await ask(UPDATE);
    expect(await ask(CLIENT)).toEqual(tokyo);
  });

  /** A client whose first GET or PUT is answered when `release` is called; a GET returns the data as of its arrival. */
  async function aSlowClient(slow: 'GET' | 'PUT') {
    const held = Promise.withResolvers<null>();
    const arrived: string[] = [];
    let timezone = 'Europe/Moscow';
    const server = await startHttpServer(({ method }, response) => {
      const isFirst = !arrived.includes(method);
      arrived.push(method);
      const before = aClient({ timezone });
      const change = () => (timezone = method === 'PUT' ? 'Asia/Tokyo' : timezone);
      if (method !== slow || !isFirst) return answerJson(response, aClient({ timezone: change() }));
      void held.promise.then(() =>
        answerJson(response, method === 'PUT' ? aClient({ timezone: change() }) : before),
      );
    });
    const switchboard = await startSwitchboard({
      ttl: TTL,
      now: clock.now,
      workspaces: () => [
        { id: 'acme', country: null, voicenter: null, ringme: ringmeAt(server.url), ccrm: null },
      ],
    });
    return {
      arrived,
      release: () => held.resolve(null),
      ask: async (query: string) => (await switchboard.query(query)).data,
      async [Symbol.asyncDispose]() {
        held.resolve(null);
        await switchboard.close();
        await server.close();
      },
    };
  }

  // Red if a read that began before the write is cached, or joined.
  test('a read in flight before the write isn’t returned to later reads', async () => {
    await using client = await aSlowClient('GET');
    const before = client.ask(CLIENT);
    await eventually(() => client.arrived.length === 1);
    await client.ask(UPDATE);
    expect(await client.ask(CLIENT)).toEqual(tokyo);
    client.release();
    expect(await before).toEqual(moscow);
    expect(await client.ask(CLIENT)).toEqual(tokyo);
    expect(client.arrived).toEqual(['GET', 'PUT', 'GET']);
  });

  // Red if only data cached before the write is invalidated.
  test('a read made during the write isn’t returned to later reads', async () => {
    await using client = await aSlowClient('PUT');
    const update = client.ask(UPDATE);
    await eventually(() => client.arrived.length === 1);
    expect(await client.ask(CLIENT)).toEqual(moscow);
    client.release();
    await update;
    expect(await client.ask(CLIENT)).toEqual(tokyo);
  });

  test('the client is also requested again if the outcome is unknown', async () => {
    await ask(CLIENT);
    board.sandbox.behaviour.faults = [{ route: 'client', reset: true, times: 1 }];
    const { errors } = await board.query(UPDATE);
    expect(errors).toMatchObject([{ extensions: { code: 'OUTCOME_UNKNOWN' } }]);
    board.sandbox.data.client = aClient({ timezone: 'Asia/Tokyo' });
    expect(await ask(CLIENT)).toEqual(tokyo);
  });
});

describe('a caller that disconnects', () => {
  function caller(query: string) {
    const { signal, abort } = controllerOf();
    const body = JSON.stringify({ query });
    const headers = { 'content-type': 'application/json' };
    const answer = fetch(`${board.url}/graphql`, { method: 'POST', headers, body, signal });
    return { answer, abort };
  }

  const requestsTo = (wanted: string) => board.sandbox.requests.filter(({ route }) => route === wanted);
  /** Also requests the client, after the list of extensions. */
  const CLIENT_AND_MORE = '{ client { name } extensions { totalCount } }';

  // Red if the request uses the first caller's signal.
  test('doesn’t affect the other waiting callers', async () => {
    board.sandbox.behaviour.latencyMs = { client: 300 };
    const leaving = caller(CLIENT);
    await eventually(() => requestsTo('client').length === 1);
    const staying = caller(CLIENT_AND_MORE);
    await eventually(() => requestsTo('GetExtensions').length === 1);
    leaving.abort();
    await expect(leaving.answer).rejects.toThrow();
    expect(await (await staying.answer).json()).toMatchObject({ data: { client: { name: 'ringme_test' } } });
    expect(requestsTo('client')).toMatchObject([{ outcome: 'answered' }]);
  });

  // Red if a shared request is never aborted.
  test('aborts the request if it is the last one waiting', async () => {
    board.sandbox.behaviour.faults = [{ route: 'client', hang: true }];
    const callers = [caller(CLIENT)];
    await eventually(() => requestsTo('client').length === 1);
    callers.push(caller(CLIENT_AND_MORE));
    await eventually(() => requestsTo('GetExtensions').length === 1);
    for (const { answer, abort } of callers) {
      expect(requestsTo('client')).toMatchObject([{ outcome: 'open' }]);
      abort();
      await expect(answer).rejects.toThrow();
    }
    await eventually(() => requestsTo('client')[0]?.outcome === 'aborted');
    expect(requestsTo('client')).toHaveLength(1);
  });
});

function ringmeAt(url: URL): RingmeSettings {
  return { url, clientId: '@me', auth: { kind: 'token', token: 'token' } };
}

function controllerOf() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
