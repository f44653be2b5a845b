import { describe, expect, test } from '@jest/globals';
import type { SandboxFault } from '../../src/sandbox/behaviour.js';
import { numberedUuid } from '../support/builders.js';
import { aCompany, DAY } from '../support/a-company.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

type Provider = 'voicenter' | 'ringme' | 'ccrm';
type Effect = Exclude<SandboxFault, never>;

const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { clientId }
  extensions { totalCount }
  calls(from: $from, to: $to, first: 1, order: OLDEST_FIRST) {
    nodes { uuid client { clientId } agents { internalNumber extension { sip } } notes { text } }
  }
}`;

const ANSWER = {
  client: { clientId: '12' },
  extensions: { totalCount: 1 },
  calls: {
    nodes: [
      {
        uuid: numberedUuid(0),
        client: { clientId: '12' },
        agents: [{ internalNumber: '107', extension: { sip: 'acmeSIP107' } }],
        notes: [{ text: 'Notatka do tego połączenia' }],
      },
    ],
  },
};
const [CALL] = ANSWER.calls.nodes;

/** The fields that each provider's failure makes null, and the paths of the errors. */
const LOSSES = {
  voicenter: {
    data: {
      ...ANSWER,
      extensions: null,
      calls: { nodes: [{ ...CALL, agents: [{ internalNumber: '107', extension: null }] }] },
    },
    paths: ['calls.nodes.0.agents.0.extension', 'extensions'],
  },
  ringme: {
    data: { ...ANSWER, client: null, calls: { nodes: [{ ...CALL, client: null }] } },
    paths: ['calls.nodes.0.client', 'client'],
  },
  ccrm: { data: { ...ANSWER, calls: null }, paths: ['calls'] },
} as const;

function aBoard(fault?: SandboxFault): Promise<Switchboard> {
  return startSwitchboard({
    sandbox: { data: aCompany([0]) },
    // Ten servers start at once, so responses need time.
    upstream: { attemptTimeout: 2, deadline: 6 },
  }).then((board) => {
    if (fault !== undefined) board.sandbox.behaviour.faults = [fault];
    return board;
  });
}

test('without a failure, returns all data', async () => {
  await using board = await aBoard();
  expect(await board.query(EVERYTHING, DAY)).toEqual({ data: ANSWER });
});

describe.each<Provider>(['voicenter', 'ringme', 'ccrm'])('only %s fails', (provider) => {
  const { data, paths } = LOSSES[provider];

  // Concurrent, because some wait for a timeout.
  test.concurrent.each<[kind: string, effect: Effect, code: string, retryable: boolean]>([
    ['status 500', { status: 500 }, 'UPSTREAM_UNAVAILABLE', true],
    ['a connection reset', { reset: true }, 'UPSTREAM_UNAVAILABLE', true],
    ['no response', { hang: true }, 'UPSTREAM_TIMEOUT', true],
    ['a stalled response', { stall: true }, 'UPSTREAM_TIMEOUT', true],
    ['status 429', { status: 429 }, 'UPSTREAM_RATE_LIMITED', true],
    [
      'status 401',
      { status: 401, body: { success: false, message: 'Unauthorized' } },
      'UPSTREAM_UNAUTHORIZED',
      false,
    ],
    [
      'HTML',
      { rawBody: '<html><body>Sign in</body></html>', contentType: 'text/html' },
      'UPSTREAM_BAD_RESPONSE',
      false,
    ],
    ['a truncated response', { truncate: true }, 'UPSTREAM_BAD_RESPONSE', false],
    ['JSON of an unexpected shape', { rawBody: '"fine"' }, 'UPSTREAM_BAD_RESPONSE', false],
    ['a redirect', { redirect: 'http://127.0.0.1:9/elsewhere' }, 'UPSTREAM_BAD_RESPONSE', false],
  ])(
    'with %s: only the provider’s fields are null, each with an error',
    async (_, effect, code, retryable) => {
      await using board = await aBoard({ ...effect, provider });
      const answer = await board.query(EVERYTHING, DAY);
      expect(answer.data).toEqual(data);
      expect(answer.errors?.map(({ path }) => path?.join('.')).sort()).toEqual(paths);
      for (const { extensions } of answer.errors ?? []) {
        expect(extensions).toEqual({ code, provider, retryable });
      }
    },
  );
});

test('a failed request for notes doesn’t affect their call', async () => {
  await using board = await aBoard({ provider: 'ccrm', route: 'notes', status: 500 });
  const { data, errors } = await board.query(EVERYTHING, DAY);
  expect(data).toEqual({ ...ANSWER, calls: { nodes: [{ ...CALL, notes: null }] } });
  expect(errors).toMatchObject([
    { path: ['calls', 'nodes', 0, 'notes'], extensions: { code: 'UPSTREAM_UNAVAILABLE', provider: 'ccrm' } },
  ]);
});

test('a failed request for one call’s notes doesn’t affect those of other calls', async () => {
  await using board = await startSwitchboard({ sandbox: { data: aCompany([0, 1, 2]) } });
  const query = { callHistory: numberedUuid(1) };
  board.sandbox.behaviour.faults = [{ provider: 'ccrm', route: 'notes', query, rawBody: 'no JSON' }];
  const { data, errors } = await board.query<{ calls: { nodes: { notes: unknown[] | null }[] } }>(
    'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to, first: 3, order: OLDEST_FIRST) { nodes { notes { uuid } } } }',
    DAY,
  );
  expect(data?.calls.nodes.map(({ notes }) => notes?.length)).toEqual([1, undefined, 1]);
  expect(errors).toMatchObject([{ path: ['calls', 'nodes', 1, 'notes'] }]);
});

test('if all three providers fail, every field is null and every error names its provider', async () => {
  await using board = await aBoard({ status: 500 });
  const { data, errors } = await board.query(EVERYTHING, DAY);
  expect(data).toEqual({ client: null, extensions: null, calls: null });
  expect(errors?.map(({ extensions }) => extensions?.['provider']).sort()).toEqual([
    'ccrm',
    'ringme',
    'voicenter',
  ]);
});

test('an operation ends at its deadline, however many requests are pending', async () => {
  await using board = await startSwitchboard({
    sandbox: { data: aCompany(Array.from({ length: 50 }, (_, index) => index)) },
    upstream: { attemptTimeout: 5, deadline: 0.5 },
  });
  board.sandbox.behaviour.faults = [{ route: 'notes', hang: true }];
  const { data, errors } = await board.query<{ calls: { nodes: unknown[] } }>(
    'query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to) { nodes { uuid notes { text } } } }',
    DAY,
  );
  expect(data?.calls.nodes).toHaveLength(50);
  expect(errors).toHaveLength(50);
  for (const error of errors ?? []) {
    expect(error.extensions).toEqual({ code: 'UPSTREAM_TIMEOUT', provider: 'ccrm', retryable: true });
  }
  expect(board.sandbox.requests.filter(({ route }) => route === 'notes')).toHaveLength(16);
});
