import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aCall, aClient, numberedUuid } from '../../support/builders.js';
import type { Switchboard, SwitchboardOptions } from '../../support/a-switchboard.js';
import type { Clock } from '../../support/a-clock.js';
import {
  CALLS,
  FIELDS,
  type ForgivingBoard,
  MAX_STALE,
  PROVIDERS,
  stale,
  startForgivingBoard,
  TTL,
} from './a-forgiving-board.js';

let clock: Clock;
let board: Switchboard;
let ask: ForgivingBoard['ask'];
let fail: ForgivingBoard['fail'];

async function start(options?: SwitchboardOptions): Promise<void> {
  ({ clock, board, ask, fail } = await startForgivingBoard(options));
}

beforeEach(() => start());
afterEach(() => board.close());

describe.each(PROVIDERS)('cached data of %s', (provider) => {
  const field = FIELDS[provider];

  // Red without maxStale: the field is null, with an error.
  test('is served for maxStale after its ttl, and no longer', async () => {
    const { data } = await ask(field);
    fail({ status: 500 }, provider);
    const fresh = provider === 'ccrm' ? TTL.closedCalls : TTL.client;
    clock.pass(fresh - 1);
    expect(await ask(field)).toEqual({ data });
    clock.pass(MAX_STALE);
    const age = fresh + MAX_STALE - 1;
    expect(await ask(field)).toEqual({ data, extensions: { stale: [stale(provider, age)] } });
    clock.pass(1);
    const { errors, extensions } = await ask(field);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', provider } }]);
    expect(extensions).toBeUndefined();
  });

  test('is never served in an outage with a maxStale of 0', async () => {
    await board.close();
    await start({ maxStale: 0 });
    await ask(field);
    clock.pass(601);
    fail({ status: 500 }, provider);
    const { data, errors } = await ask(field);
    expect(Object.values(data ?? {})).toEqual([null]);
    expect(errors).toHaveLength(1);
  });

  test('is served in an outage even if every operation sends its own requests', async () => {
    await board.close();
    await start({ ttl: {} });
    const { data } = await ask(field);
    clock.pass(7);
    fail({ status: 500 }, provider);
    expect(await ask(field)).toEqual({ data, extensions: { stale: [stale(provider, 7)] } });
  });

  // Red if a rejection invalidates nothing.
  test('is not served if the provider rejects the credentials, and is dropped for good', async () => {
    await ask(field);
    clock.pass(601);
    fail({ status: 401, body: { success: false, message: 'Unauthorized' } }, provider);
    const refused = await ask(field);
    expect(refused.errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAUTHORIZED', provider } }]);
    expect(refused.extensions).toBeUndefined();
    fail({ status: 500 }, provider);
    const { data, errors } = await ask(field);
    expect(Object.values(data ?? {})).toEqual([null]);
    expect(errors).toMatchObject([{ extensions: { code: 'UPSTREAM_UNAVAILABLE', provider } }]);
  });

  test('is replaced by fresh data when the provider recovers', async () => {
    await ask(field);
    clock.pass(1000);
    fail({ status: 500 }, provider);
    expect((await ask(field)).extensions).toBeDefined();
    board.sandbox.behaviour.faults = [];
    expect((await ask(field)).extensions).toBeUndefined();
  });
});

test('an outage of all providers is reported once for each, with an error for uncached data', async () => {
  const fields = `${FIELDS.voicenter} ${FIELDS.ringme}
    calls(from: $from, to: $to) { totalCount nodes { uuid notes { text } client { name } extension { sip } } }
    again: calls(from: $from, to: $to, order: OLDEST_FIRST, first: 1) { nodes { uuid } }`;
  const before = await ask(fields);
  clock.pass(1000);
  fail({ status: 500 });
  const { data, errors, extensions } = await ask(fields);
  expect(data).toMatchObject({ extensions: before.data?.['extensions'], client: before.data?.['client'] });
  expect(extensions).toEqual({
    stale: expect.arrayContaining(PROVIDERS.map((provider) => stale(provider, 1000))),
  });
  // Notes aren't cached for an outage.
  expect(errors?.map(({ path }) => path?.join('.'))).toEqual(['calls.nodes.46.notes']);
});

describe('calls in an outage', () => {
  const at = (time: string) => `2025-03-17T${time}Z`;

  beforeEach(() => {
    board.sandbox.data.calls = ['09:30:00', '10:20:00', '10:59:00'].map((time, index) =>
      aCall({ uuid: numberedUuid(index), callDate: `2025-03-17 ${time}` }),
    );
  });

  test('are served if the whole range was older than an hour when it was read', async () => {
    await ask(CALLS, { from: at('08:00:00'), to: at('10:00:00') });
    clock.pass(1000);
    fail({ status: 500 }, 'ccrm');
    const closed = await ask(CALLS, { from: at('08:00:00'), to: at('08:45:00') });
    expect(closed.data).toMatchObject({ calls: { totalCount: 1, nodes: [{ uuid: numberedUuid(0) }] } });
    const running = await ask(CALLS, { from: at('08:00:00'), to: at('10:00:00') });
    expect(running.data).toEqual({ calls: null });
    expect(running.errors).toMatchObject([{ path: ['calls'], extensions: { code: 'UPSTREAM_UNAVAILABLE' } }]);
  });

  // Red if an older interval is used beyond the start of one that was requested later.
  test('are the latest cached ones, in both orders', async () => {
    await ask(CALLS, { from: at('04:00:00'), to: at('08:45:00') });
    board.sandbox.data.calls.push(aCall({ uuid: numberedUuid(9), callDate: '2025-03-17 09:20:00' }));
    clock.pass(100);
    await ask(CALLS, { from: at('08:00:00'), to: at('08:45:00') });
    clock.pass(100);
    fail({ status: 500 }, 'ccrm');
    for (const order of ['NEWEST_FIRST', 'OLDEST_FIRST']) {
      const calls = `calls(from: $from, to: $to, order: ${order}) { totalCount nodes { uuid } }`;
      const { data } = await ask(calls, { from: at('04:00:00'), to: at('08:45:00') });
      expect(data).toMatchObject({
        calls: { totalCount: 2, nodes: expect.arrayContaining([{ uuid: numberedUuid(9) }]) },
      });
    }
  });

  test('are not served for a range that was only partly read', async () => {
    await ask(CALLS, { from: at('08:00:00'), to: at('09:00:00') });
    fail({ status: 500 }, 'ccrm');
    const { data, errors } = await ask(CALLS, { from: at('07:00:00'), to: at('09:00:00') });
    expect(data).toEqual({ calls: null });
    expect(errors).toHaveLength(1);
  });

  test('cost one failing request per operation, however many intervals they span', async () => {
    const hours = ['04', '05', '06', '07'];
    for (const hour of hours) await ask(CALLS, { from: at(`${hour}:00:00`), to: at(`${hour}:59:00`) });
    for (const hour of hours.slice(0, 3))
      await ask(CALLS, { from: at(`${hour}:59:00`), to: at(`${hour}:59:59`) });
    for (const hour of hours) await ask(CALLS, { from: at(`${hour}:59:59`), to: at(`${hour}:59:59.500`) });
    clock.pass(1000);
    board.sandbox.clearRequests();
    fail({ status: 400 }, 'ccrm');
    const { errors } = await ask(CALLS, { from: at('04:00:00'), to: at('07:00:00') });
    expect(errors).toBeUndefined();
    expect(board.sandbox.requests).toHaveLength(1);
  });
});

test('a client isn’t served in its state before a change', async () => {
  await ask(FIELDS.ringme);
  await board.query('mutation { updateClient(input: { timezone: "Asia/Tokyo" }) { client { timezone } } }');
  fail({ status: 500 }, 'ringme');
  const { data, extensions } = await ask(FIELDS.ringme);
  expect(data).toEqual({ client: null });
  expect(extensions).toBeUndefined();
});

test('a 404 for the client results in null, not in stale data', async () => {
  await ask(FIELDS.ringme);
  clock.pass(61);
  fail({ status: 404 }, 'ringme');
  expect(await ask(FIELDS.ringme)).toEqual({ data: { client: null } });
});

test('only the failing provider’s data is reported as stale, with its workspace', async () => {
  board.sandbox.data.client = aClient();
  await ask(FIELDS.ringme);
  clock.pass(61);
  fail({ status: 500 }, 'ringme');
  expect((await ask(`${FIELDS.ringme} ${FIELDS.voicenter}`)).extensions).toEqual({
    stale: [stale('ringme', 61)],
  });
});
