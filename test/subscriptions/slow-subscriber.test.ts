import { beforeAll, expect, test } from '@jest/globals';
import { parse, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Call } from '../../src/domain/call.js';
import { ANYONE } from '../../src/domain/caller.js';
import type { Workspace } from '../../src/domain/sources.js';
import { buildGraphSchema } from '../../src/graph/schema/build-schema.js';
import { createFormatError } from '../../src/operations/format-error.js';
import { Subscriptions } from '../../src/subscriptions/subscriptions.js';
import { LIMITS } from '../config/default-limits.js';
import { aDecodedCall } from '../providers/ccrm/a-decoded-call.js';
import { eventually } from '../support/eventually.js';
import { numberedUuid } from '../support/builders.js';
import { aLogger } from '../support/a-logger.js';
import { aWalkOnlyHistory } from '../support/a-walk-only-history.js';

const NOW = Date.parse('2025-03-12T11:00:00Z');
let schema: GraphQLSchema;

beforeAll(async () => {
  schema = await buildGraphSchema({ masking: false });
});

function callsFrom(first: number, count: number): readonly Call[] {
  return Array.from({ length: count }, (_, index) =>
    aDecodedCall({ uuid: numberedUuid(first + index), startedAt: NOW - 60_000 }),
  );
}

/** A workspace that only supports walks of its call history. */
function aWorkspace(walk: () => readonly Call[]): Workspace {
  const history = aWalkOnlyHistory(async function* walkAll() {
    yield await Promise.resolve(walk());
  });
  return { id: 'acme', extensions: null, client: null, calls: { openHistory: () => history } };
}

// Red if the queue is unbounded, or if the connection of a subscriber that doesn't read stays open.
test('a subscriber that leaves 10,000 calls unread is disconnected, and one that reads gets every call', async () => {
  let calls: readonly Call[] = [];
  let looks = 0;
  const workspace = aWorkspace(() => {
    looks += 1;
    return calls;
  });
  const subscriptions = new Subscriptions(new Map([['acme', workspace]]), {
    parse: () => [],
    formatError: createFormatError(aLogger().logger, { introspection: true }),
    pollInterval: 0.01,
    perCaller: 5,
    total: 5,
    deadline: 8,
    limits: LIMITS,
    used: () => undefined,
    now: () => NOW,
  });
  const document = parse('subscription { callAdded { uuid } }');
  const prepared = { schema, document, operationName: null, variableValues: {} };
  const principal = { name: null, label: {}, caller: ANYONE, until: null, withdrawn: null };
  let cuts = 0;
  const cut = () => (cuts += 1);
  const idle = subscriptions.open(prepared, { principal, cut });
  const busy = subscriptions.open(prepared, { principal, cut });

  const taken: ExecutionResult[] = [];
  const taking = (async () => {
    for await (const result of busy) taken.push(result);
  })();
  const first = idle.next();
  await eventually(() => looks > 1);
  for (let count = 2000; count <= 10_000; count += 2000) {
    calls = callsFrom(0, count);
    while (taken.length < count) {
      const before = taken.length;
      await eventually(() => taken.length > before);
    }
  }
  expect(await first).toMatchObject({ value: { data: {} } });
  expect(cuts).toBe(0);
  calls = callsFrom(0, 10_002);
  await eventually(() => taken.length === 10_002);
  await eventually(() => cuts > 0);
  expect(await idle.next()).toMatchObject({
    value: { errors: [{ extensions: { code: 'SUBSCRIBER_TOO_SLOW' } }] },
  });
  expect(await idle.next()).toMatchObject({ done: true });
  await subscriptions.close();
  await taking;
  expect(taken.every(({ errors }) => errors === undefined)).toBe(true);
  expect(cuts).toBe(1);
});
