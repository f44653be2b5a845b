import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import { buildGraphSchema } from '../../../src/graph/schema/build-schema.js';
import { startExecutor, type Executor } from '../../execution/executions.js';
import { argumentValues, CACHED, startProviders, type Providers } from '../../execution/providers.js';
import { randomOperation, type ArgumentValues } from '../../execution/random-operation.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { upstreamRequests } from '../../support/upstream-requests.js';

/*
 * An operation never sends more requests, counted at the providers, than estimated; nothing is cached between
 * operations. The guard: the charges in graph/cost/.
 */

const SEED = 6;
const OPERATIONS = 100;
const WIDE = { from: '2025-03-01T00:00:00Z', to: '2025-03-12T11:00:00Z' };

jest.setTimeout(180_000);

let board: Switchboard;
let providers: Providers;
let executor: Executor;
let schema: GraphQLSchema;
let values: ArgumentValues;

beforeAll(async () => {
  schema = await buildGraphSchema();
  executor = await startExecutor();
  providers = await startProviders();
  values = await argumentValues(executor, providers.open(CACHED));
  values = {
    ...values,
    from: [WIDE.from, ...(values['from'] ?? [])],
    to: [WIDE.to, ...(values['to'] ?? [])],
    first: [1, 3, 20, 50],
  };
  // Every call has notes, so that they are requested.
  const calls = providers.sandbox.data.calls
    .filter(({ callDate }) => callDate > '2025-03')
    .map((call) => ({ ...call, note: 1 }));
  board = await startSwitchboard({
    sandbox: { data: { calls } },
    limits: {
      requests: 1_000_000,
      values: 5_000_000,
      fields: 100_000,
      aliases: 100_000,
      directives: 100_000,
      tokens: 100_000,
    },
  });
});
afterAll(async () => {
  await board.close();
  await executor.stop();
  await providers.close();
});

interface Cost {
  readonly requests: Readonly<Record<'voicenter' | 'ringme' | 'ccrm', number>>;
}

function isCost(value: unknown): value is Cost {
  return typeof value === 'object' && value !== null && 'requests' in value;
}

async function expectWithinEstimate(
  query: string,
  variables: Readonly<Record<string, unknown>>,
  name: string,
): Promise<number> {
  board.sandbox.clearRequests();
  const { extensions } = await board.query(query, variables, { 'x-switchboard-cost': '1' });
  const cost = extensions?.['cost'];
  // Its variables were rejected.
  if (!isCost(cost)) {
    expect({ name, requests: board.sandbox.requests }).toEqual({ name, requests: [] });
    return 0;
  }
  const { GetExtensions = 0, client = 0, callHistory = 0, notes = 0 } = upstreamRequests(board.sandbox);
  const sent = { voicenter: GetExtensions, ringme: client, ccrm: callHistory + notes };
  const { requests } = cost;
  const isWithin =
    sent.voicenter <= requests.voicenter && sent.ringme <= requests.ringme && sent.ccrm <= requests.ccrm;
  expect({ name, query, variables, sent, requests, isWithin }).toMatchObject({ isWithin: true });
  return GetExtensions + client + callHistory + notes;
}

test.each(['newest-first', 'oldest-first', 'unsorted'] as const)(
  `${OPERATIONS} random queries (seed ${SEED}) send no more than estimated to a provider that sorts %s`,
  async (order) => {
    board.sandbox.behaviour.callHistoryOrder = order;
    let requests = 0;
    for (let index = 0; index < OPERATIONS; index += 1) {
      const { query, variables = {} } = randomOperation(schema, values, SEED, order.length, index);
      requests += await expectWithinEstimate(query, variables, `${order} ${index}`);
    }
    expect(requests).toBeGreaterThan(OPERATIONS);
  },
);

test.each([
  ['calls(from: $from, to: $to, first: 50) { nodes { notes { call { notes { uuid } } } } }'],
  ['client { calls(from: $from, to: $to, first: 50) { nodes { client { name } notes { uuid } } } }'],
  [
    'extensions(first: 20) { nodes { calls(from: $from, to: $to, first: 5) { totalCount nodes { notes { uuid } } } } }',
  ],
  ['calls(from: $from, to: $to, filter: { direction: INBOUND }) { totalCount nodes { notes { uuid } } }'],
])('%s sends no more than estimated', async (selection) => {
  const query = `query ($from: DateTime!, $to: DateTime!) { ${selection} }`;
  expect(await expectWithinEstimate(query, WIDE, selection)).toBeGreaterThan(20);
});
