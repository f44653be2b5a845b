import { describe, expect, test } from '@jest/globals';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { aClock } from '../support/a-clock.js';
import { aCompany, DAY } from '../support/a-company.js';
import { eventually } from '../support/eventually.js';
import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../support/a-switchboard.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

const TTL = { extensions: 60, client: 60, notes: 30, recentCalls: 5, closedCalls: 3600 };
const ASKED = { 'x-switchboard-upstream': 'true' };
const CLIENT = '{ client { name } }';
const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { name } extensions { nodes { name } }
  calls(from: $from, to: $to) { nodes { uuid notes { text } } }
}`;

function start(options: SwitchboardOptions = {}) {
  return startSwitchboard({ sandbox: { data: aCompany([3]) }, ...options });
}

interface Report {
  readonly requests: readonly unknown[];
  readonly sent: Readonly<Record<string, number>>;
  readonly planned: unknown;
}

/** The upstream requests that an operation reports. */
async function report(board: Switchboard, query = CLIENT, variables = {}): Promise<Report> {
  const response = await fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...ASKED },
    body: JSON.stringify({ query, variables }),
  });
  return JSON.parse(await response.text()).extensions.upstream;
}

const sent = (provider: string, route: string) => ({
  provider,
  route,
  status: 200,
  ms: expect.any(Number),
  cache: 'MISS',
  coalesced: false,
  retried: false,
});

test('reports every provider request of an operation, with the counts and the planned maximum', async () => {
  await using board = await start();
  const { requests, sent: counts, planned } = await report(board, EVERYTHING, DAY);
  expect(requests).toHaveLength(4);
  expect(requests).toEqual(
    expect.arrayContaining([
      sent('ringme', 'client'),
      sent('voicenter', 'getExtensions'),
      sent('ccrm', 'callHistory'),
      sent('ccrm', 'notes'),
    ]),
  );
  expect(counts).toEqual({ voicenter: 1, ringme: 1, ccrm: 2 });
  const { extensions } = await board.query(EVERYTHING, DAY, { 'x-switchboard-cost': 'true' });
  expect(extensions).toMatchObject({ cost: { requests: planned } });
});

test('reports retries with the status of each attempt', async () => {
  await using board = await start();
  // A reset of a reused connection would not count as a failure of the provider.
  board.sandbox.behaviour.faults = [{ provider: 'ringme', reset: true, times: 1 }];
  expect(await report(board)).toMatchObject({ requests: [{ status: null }, { status: 200, retried: true }] });
  board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 502, times: 1 }];
  expect(await report(board)).toMatchObject({
    requests: [
      { status: 502, retried: false },
      { status: 200, retried: true },
    ],
    sent: { ringme: 1 },
  });
});

test('reports a cache hit or a stale value instead of a request', async () => {
  const clock = aClock('2025-03-17T10:00:00.500Z');
  await using board = await start({ ttl: TTL, maxStale: 3600, now: clock.now });
  const kept = { provider: 'ringme', route: 'client', status: null, ms: 0, coalesced: false, retried: false };
  await report(board);
  expect(await report(board)).toMatchObject({ requests: [{ ...kept, cache: 'HIT' }], sent: { ringme: 0 } });
  clock.pass(61);
  board.sandbox.behaviour.faults = [{ provider: 'ringme', rawBody: 'no JSON' }];
  expect((await report(board)).requests).toEqual([
    { ...sent('ringme', 'client'), status: 200 },
    { ...kept, cache: 'STALE' },
  ]);
});

test('reports a shared request as coalesced, except to the operation that started it', async () => {
  await using board = await start({ ttl: TTL });
  board.sandbox.behaviour.latencyMs = { client: 1000 };
  const first = report(board);
  await eventually(() => board.sandbox.requests.length === 1);
  const second = report(board);
  expect((await first).requests).toEqual([sent('ringme', 'client')]);
  expect((await second).requests).toEqual([{ ...sent('ringme', 'client'), coalesced: true }]);
});

describe('there is no report', () => {
  test('without the request header', async () => {
    await using board = await start();
    expect((await board.query(CLIENT)).extensions).toBeUndefined();
  });

  // Red if the scope isn't checked: `maySeeUpstream`.
  test('for callers without the scope debug:read', async () => {
    await using board = await start({
      auth: anAuth([anApiKey('developer'), anApiKey('other', { scopes: ['clients:read', 'metrics:read'] })]),
      workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    });
    const ask = (key: string) => board.query(CLIENT, {}, { ...ASKED, 'x-api-key': key });
    expect(await ask('developer')).toMatchObject({ data: {}, extensions: { upstream: {} } });
    expect((await ask('other')).extensions).toBeUndefined();
  });
});
