import { describe, expect, test } from '@jest/globals';
import { aClock } from '../support/a-clock.js';
import { createResponseCache } from '../../src/operations/response-cache/response-cache.js';
import { aCompany, DAY } from '../support/a-company.js';
import { anExtension } from '../support/builders.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import type { WorkspaceSettings } from '../../src/config/workspace-settings.js';
import type { Sandbox } from '../../src/sandbox/sandbox.js';
import { startTlsServer } from '../upstream/http/a-tls-server.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';
import { expectMeasured, measured, samplesOf } from '../support/measured.js';
import { eventually } from '../support/eventually.js';
import { byEventStream, byWebSocket } from '../subscriptions/subscribers.js';

const TTL = { extensions: 60, client: 60, notes: 30, recentCalls: 5, closedCalls: 3600 };
const EVERYTHING = `query Everything($from: DateTime!, $to: DateTime!) {
  client { name } extensions { nodes { name } }
  calls(from: $from, to: $to) { totalCount nodes { uuid notes { text } } }
}`;
const CLIENT = 'query Settings { client { name } }';

/** The sandbox's workspace with a RingMe token from the token endpoint. */
function appWorkspace(sandbox: Sandbox): WorkspaceSettings {
  const { ringme, ...others } = sandboxWorkspace(sandbox);
  const { ringmeAppId: id, ringmeAppSecret: secret } = sandbox.credentials;
  const auth = { kind: 'app', id, secret, tokenUrl: new URL(sandbox.ringmeTokenUrl) } as const;
  return { ...others, ringme: ringme && { ...ringme, auth } };
}

function start(options: SwitchboardOptions = {}) {
  return startSwitchboard({ sandbox: { data: aCompany([3, 7]) }, metrics: true, ...options });
}

describe('operations', () => {
  test('are counted by name and outcome after their responses have been sent', async () => {
    await using board = await start();
    await board.query(CLIENT);
    await board.query(CLIENT);
    await board.query('{ extensions { totalCount } }');
    board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 403 }];
    await board.query(CLIENT);
    await board.query('query Fails { clients { nonsense } }');
    await board.query('query Wrong($id: ID!) { node(id: $id) { id } }', {});
    await expectMeasured(board, ['operations_total', 'refused_requests_total'], {
      'operations_total{operation="Settings",outcome="OK"}': 2,
      'operations_total{operation="anonymous",outcome="OK"}': 1,
      'operations_total{operation="Settings",outcome="PARTIAL"}': 1,
      'operations_total{operation="Wrong",outcome="FAILED"}': 1,
      'refused_requests_total{reason="INVALID"}': 1,
    });
    expect(await measured(board, 'operation_duration_seconds_count')).toMatchObject({
      'operation_duration_seconds_count{operation="Settings"}': 3,
    });
  });

  // Red by status: 200 for `application/json`.
  test('that are invalid are counted as rejected requests, those with an unknown hash are not', async () => {
    await using board = await start();
    const extensions = { persistedQuery: { version: 1, sha256Hash: 'a'.repeat(64) } };
    const requests = [{ query: '{' }, { query: '{ nonsense }' }, { extensions }];
    for (const accept of ['application/json', 'application/graphql-response+json']) {
      const headers = { accept, 'content-type': 'application/json' };
      const send = (body: string) => fetch(`${board.url}/graphql`, { method: 'POST', headers, body });
      await Promise.all(requests.map((request) => send(JSON.stringify(request))));
    }
    const invalid = 'refused_requests_total{reason="INVALID"}';
    await expectMeasured(board, ['operations_total', 'refused_requests_total'], { [invalid]: 4 });
  });

  test('served from the response cache are also counted', async () => {
    const clock = aClock('2025-03-17T10:00:00.500Z');
    const responses = createResponseCache({ now: clock.now });
    await using board = await start({ ttl: TTL, now: clock.now, responses });
    for (let count = 0; count < 3; count += 1) await board.query(CLIENT);
    await expectMeasured(board, ['operations_total', 'response_cache_reads_total'], {
      'operations_total{operation="Settings",outcome="OK"}': 3,
      'response_cache_reads_total{result="HIT"}': 2,
      'response_cache_reads_total{result="MISS"}': 1,
    });
  });

  // Red if every name becomes a label: `boundedNames`.
  test('have at most fifty name labels and one label for all other names', async () => {
    await using board = await start();
    for (let count = 0; count < 60; count += 1) await board.query(`query Made${count} { __typename }`);
    await board.query(`query ${'Long'.repeat(20)} { __typename }`);
    const made = Array.from(
      { length: 50 },
      (_, count) => `operations_total{operation="Made${count}",outcome="OK"}`,
    );
    await expectMeasured(board, ['operations_total'], {
      ...Object.fromEntries(made.map((sample) => [sample, 1])),
      'operations_total{operation="other",outcome="OK"}': 11,
    });
  });
});

describe('provider requests', () => {
  test('are counted by resource and outcome, including retries', async () => {
    await using board = await start();
    board.sandbox.behaviour.faults = [{ route: 'client', status: 500, times: 1 }];
    await board.query(EVERYTHING, DAY);
    board.sandbox.behaviour.faults = [{ route: 'callHistory', status: 401 }];
    await board.query(EVERYTHING, DAY);
    const counts = await measured(board, 'upstream_requests_total', 'upstream_retries_total');
    expect(counts).toEqual({
      'upstream_requests_total{provider="ringme",workspace="sandbox",route="client",outcome="UPSTREAM_UNAVAILABLE"}': 1,
      'upstream_requests_total{provider="ringme",workspace="sandbox",route="client",outcome="OK"}': 2,
      'upstream_requests_total{provider="voicenter",workspace="sandbox",route="getExtensions",outcome="OK"}': 2,
      'upstream_requests_total{provider="ccrm",workspace="sandbox",route="callHistory",outcome="OK"}': 1,
      'upstream_requests_total{provider="ccrm",workspace="sandbox",route="callHistory",outcome="REFUSED"}': 1,
      'upstream_requests_total{provider="ccrm",workspace="sandbox",route="notes",outcome="OK"}': 2,
      'upstream_retries_total{provider="ringme",workspace="sandbox",route="client"}': 1,
    });
    expect(await measured(board, 'upstream_request_duration_seconds_count')).toMatchObject({
      'upstream_request_duration_seconds_count{provider="ringme",workspace="sandbox",route="client"}': 3,
    });
  });

  // Red without the reason of a failed connection.
  test('that can’t connect are counted by reason, which the response doesn’t reveal', async () => {
    await using tls = await startTlsServer('self-signed');
    await using board = await start({
      workspaces: (sandbox) => {
        const { voicenter, ringme, ...others } = sandboxWorkspace(sandbox);
        return [
          {
            ...others,
            voicenter: voicenter && { ...voicenter, url: tls.url },
            ringme: ringme && { ...ringme, url: new URL('http://127.0.0.1:1') },
          },
        ];
      },
    });
    const { errors } = await board.query('{ client { name } extensions { totalCount } }');
    expect(errors?.map(({ message, extensions }) => ({ message, ...extensions }))).toEqual(
      expect.arrayContaining([
        {
          message: 'The provider cannot be reached.',
          code: 'UPSTREAM_UNAVAILABLE',
          provider: 'voicenter',
          retryable: false,
        },
        {
          message: 'The provider cannot be reached.',
          code: 'UPSTREAM_UNAVAILABLE',
          provider: 'ringme',
          retryable: true,
        },
      ]),
    );
    const failed = (provider: string, route: string, reason: string) =>
      `upstream_requests_total{provider="${provider}",workspace="sandbox",route="${route}",outcome="UPSTREAM_UNAVAILABLE",reason="${reason}"}`;
    expect(await measured(board, 'upstream_requests_total')).toEqual({
      [failed('voicenter', 'getExtensions', 'DEPTH_ZERO_SELF_SIGNED_CERT')]: 1,
      [failed('ringme', 'client', 'ECONNREFUSED')]: 2,
    });
    expect(board.log).toContainEqual(
      expect.objectContaining({ msg: 'upstream request', provider: 'ringme', reason: 'ECONNREFUSED' }),
    );
  });

  test('saved by coalescing or the cache are counted', async () => {
    await using board = await start({ ttl: TTL });
    board.sandbox.behaviour.latencyMs = { GetExtensions: 200, client: 200, callHistory: 200, notes: 200 };
    await Promise.all(Array.from({ length: 20 }, () => board.query(EVERYTHING, DAY)));
    const counts = await measured(board, 'upstream_coalesced_total', 'upstream_cache_reads_total');
    // An operation that starts after the response has arrived gets the cached value.
    const spared = (labels: string) => {
      const coalesced = counts[`upstream_coalesced_total{${labels}}`] ?? 0;
      expect(coalesced).toBeGreaterThan(0);
      return coalesced + (counts[`upstream_cache_reads_total{${labels},result="HIT"}`] ?? 0);
    };
    expect(spared('provider="ringme",workspace="sandbox",route="client"')).toBe(19);
    expect(spared('provider="voicenter",workspace="sandbox",route="getExtensions"')).toBe(19);
    expect(spared('provider="ccrm",workspace="sandbox",route="callHistory"')).toBe(19);
    expect(spared('provider="ccrm",workspace="sandbox",route="notes"')).toBe(38);
    const once = 'outcome="OK"}';
    expect(await measured(board, 'upstream_requests_total')).toEqual({
      [`upstream_requests_total{provider="ringme",workspace="sandbox",route="client",${once}`]: 1,
      [`upstream_requests_total{provider="voicenter",workspace="sandbox",route="getExtensions",${once}`]: 1,
      [`upstream_requests_total{provider="ccrm",workspace="sandbox",route="callHistory",${once}`]: 1,
      [`upstream_requests_total{provider="ccrm",workspace="sandbox",route="notes",${once}`]: 2,
    });
  });
});

test('cache reads are counted as hits, misses and, in an outage, stale', async () => {
  const clock = aClock('2025-03-17T10:00:00.500Z');
  await using board = await start({ ttl: TTL, maxStale: 3600, now: clock.now });
  await board.query(EVERYTHING, DAY);
  await board.query(EVERYTHING, DAY);
  clock.pass(61);
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 503 }];
  await board.query(CLIENT);
  expect(await measured(board, 'upstream_cache_reads_total')).toEqual({
    'upstream_cache_reads_total{provider="ringme",workspace="sandbox",route="client",result="MISS"}': 2,
    'upstream_cache_reads_total{provider="ringme",workspace="sandbox",route="client",result="HIT"}': 1,
    'upstream_cache_reads_total{provider="ringme",workspace="sandbox",route="client",result="STALE"}': 1,
    'upstream_cache_reads_total{provider="voicenter",workspace="sandbox",route="getExtensions",result="MISS"}': 1,
    'upstream_cache_reads_total{provider="voicenter",workspace="sandbox",route="getExtensions",result="HIT"}': 1,
    'upstream_cache_reads_total{provider="ccrm",workspace="sandbox",route="callHistory",result="MISS"}': 1,
    'upstream_cache_reads_total{provider="ccrm",workspace="sandbox",route="callHistory",result="HIT"}': 1,
    'upstream_cache_reads_total{provider="ccrm",workspace="sandbox",route="notes",result="MISS"}': 2,
    'upstream_cache_reads_total{provider="ccrm",workspace="sandbox",route="notes",result="HIT"}': 2,
  });
});

test('reports the states of circuit breakers', async () => {
  await using board = await start();
  await board.query(CLIENT);
  const states = () => measured(board, 'upstream_circuits');
  expect(await states()).toEqual({
    'upstream_circuits{provider="ringme",workspace="sandbox",state="CLOSED"}': 1,
  });
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 503 }];
  for (let count = 0; count < 10; count += 1) await board.query(CLIENT);
  expect(await states()).toEqual({
    'upstream_circuits{provider="ringme",workspace="sandbox",state="CLOSED"}': 0,
    'upstream_circuits{provider="ringme",workspace="sandbox",state="OPEN"}': 1,
  });
});

describe('workspaces', () => {
  const workspaces = (count: number) => (sandbox: Sandbox) =>
    Array.from({ length: count }, (_, index) => ({ ...sandboxWorkspace(sandbox), id: `w${index}` }));
  const ask = (board: Switchboard, id: string) => board.query(`{ client(workspace: "${id}") { name } }`);

  test('have separate requests, circuits and cache reads, even if they share an origin', async () => {
    await using board = await start({ ttl: TTL, workspaces: workspaces(3) });
    for (const id of ['w0', 'w0', 'w1']) await ask(board, id);
    board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 503 }];
    for (let count = 0; count < 10; count += 1) await ask(board, 'w2');
    const counted = await measured(
      board,
      'upstream_requests_total',
      'upstream_circuits',
      'upstream_cache_reads_total',
    );
    const samples = (metric: string, label: string) =>
      Object.entries(counted).filter(([name]) => name.startsWith(metric) && name.includes(label));
    expect(samples('upstream_requests_total', '"OK"').map(([name]) => /w\d/.exec(name)?.[0])).toEqual([
      'w0',
      'w1',
    ]);
    expect(
      samples('upstream_circuits', 'OPEN').map(([name, value]) => [/w\d/.exec(name)?.[0], value]),
    ).toEqual([
      ['w0', 1],
      ['w1', 1],
      ['w2', 1],
    ]);
    expect(samples('upstream_cache_reads_total', 'HIT')).toEqual([
      ['upstream_cache_reads_total{provider="ringme",workspace="w0",route="client",result="HIT"}', 1],
    ]);
  });

  // Red if every id is a label: `boundedNames`.
  test('have at most fifty labels and one label for all others', async () => {
    await using board = await start({ workspaces: workspaces(53) });
    for (let index = 0; index < 53; index += 1) await ask(board, `w${index}`);
    const counts = await measured(board, 'upstream_requests_total', 'upstream_circuits');
    expect(Object.keys(counts).filter((name) => name.startsWith('upstream_requests_total'))).toHaveLength(51);
    expect(counts).toMatchObject({
      'upstream_requests_total{provider="ringme",workspace="other",route="client",outcome="OK"}': 3,
      'upstream_circuits{provider="ringme",workspace="other",state="CLOSED"}': 3,
    });
  });

  test('share their application’s token, whose request has no workspace label', async () => {
    await using board = await start({ workspaces: (sandbox) => [appWorkspace(sandbox)] });
    await board.query(CLIENT);
    expect(await measured(board, 'upstream_requests_total')).toMatchObject({
      'upstream_requests_total{provider="ringme",route="token",outcome="OK"}': 1,
      'upstream_requests_total{provider="ringme",workspace="sandbox",route="client",outcome="OK"}': 1,
    });
    const lines = board.log.filter(({ msg, route }) => msg === 'upstream request' && route === 'token');
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toHaveProperty('workspace');
  });
});

// Red if the subscriptions aren't observed.
test.each([
  ['event streams', byEventStream],
  ['WebSockets', byWebSocket],
])('reports open subscriptions over %s until they end', async (_, subscribe) => {
  await using board = await start();
  const isOpen = async (count: number) => {
    const text = await (await fetch(`${board.url}/metrics`)).text();
    return samplesOf(text)['switchboard_subscriptions_open'] === count;
  };
  expect(await isOpen(0)).toBe(true);
  const subscribers = [subscribe(board.url), subscribe(board.url)];
  await eventually(() => isOpen(2));
  for (const subscriber of subscribers) subscriber.leave();
  await eventually(() => isOpen(0));
});

test('counts anomalies by field or resource, including repeated ones', async () => {
  const extensions = [anExtension(), anExtension({ SIP: '' }), anExtension()];
  await using board = await start({ sandbox: { data: { ...aCompany([]), extensions } } });
  const ask = () => board.query('{ extensions { totalCount } }');
  await ask();
  await ask();
  board.sandbox.behaviour.faults = [{ rawBody: '[]' }];
  await ask();
  expect(await measured(board, 'upstream_oddities_total')).toEqual({
    'upstream_oddities_total{provider="voicenter",field="getExtensions",kind="LEFT_OUT"}': 4,
    'upstream_oddities_total{provider="voicenter",field="getExtensions",kind="SUSPECT"}': 1,
  });
});
