import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import WebSocket from 'ws';
import { eventually } from '../support/eventually.js';
import { rawRequest } from '../support/raw-http.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { byEventStream, CALL_ADDED, WAYS } from './subscribers.js';

/*
 * In the mode `log`, parsing a document that isn't in the manifest writes a log line, which shows when it happened. The
 * process's clock advances by 10 ms whenever it is read, so a turn of the event loop has time for only a few documents.
 */

const STEP = 10;
/** Fewer messages than those at which reading pauses. */
const MANY = 30;
/** The maximum that a turn's 25 ms allow, in the turns between two checks. */
const FEW = 8;

let history: GrowingHistory;
let leave: () => void = () => undefined;

beforeEach(async () => {
  history = await startGrowingHistory({ trustedDocuments: { mode: 'log', manifest: null } });
  const now = performance.now.bind(performance);
  let reads = 0;
  jest.spyOn(performance, 'now').mockImplementation(() => now() + STEP * (reads += 1));
});
afterEach(async () => {
  jest.restoreAllMocks();
  leave();
  await history.close();
});

const parsed = () => history.log.filter(({ msg }) => msg === 'untrusted document').length;

type SendMany = (url: string) => Promise<() => void>;

/** Sends many subscriptions over one WebSocket; returns a function that terminates it. */
const overWebSocket: SendMany = async (url) => {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  for (let id = 0; id < MANY; id += 1) {
    socket.send(JSON.stringify({ id: String(id), type: 'subscribe', payload: CALL_ADDED }));
  }
  return () => {
    socket.terminate();
  };
};

/** Sends many subscriptions at once, each over a separate connection. */
const overEventStreams: SendMany = async (url) => {
  const { hostname, port } = new URL(url);
  const connections = Array.from({ length: MANY }, () => connect(Number(port), hostname));
  await Promise.all(connections.map((connection) => once(connection, 'connect')));
  const headers = ['Accept: text/event-stream', 'Content-Type: application/json'];
  for (const connection of connections) {
    connection.on('error', () => undefined).resume();
    connection.write(rawRequest('POST /graphql', headers, JSON.stringify(CALL_ADDED)));
  }
  return () => {
    for (const connection of connections) connection.destroy();
  };
};

/** Calls `look` in every turn of the event loop until it returns true. */
async function inEveryTurn(look: () => boolean): Promise<void> {
  await new Promise<void>((resolve) => {
    const again = () => {
      if (look()) resolve();
      else setImmediate(again);
    };
    again();
  });
}

describe.each([
  ['event streams', overEventStreams],
  ['a WebSocket', overWebSocket],
])('many subscriptions over %s', (_, sendMany) => {
  // Red without `nextTurn`.
  test('are parsed in several turns of the event loop', async () => {
    leave = await sendMany(history.url);
    let before = 0;
    let most = 0;
    await inEveryTurn(() => {
      most = Math.max(most, parsed() - before);
      before = parsed();
      return before === MANY;
    });
    expect(most).toBeLessThanOrEqual(FEW);
  });

  // Red if it isn't checked whether the client has disconnected.
  test('are not parsed if the client disconnects before their turn', async () => {
    leave = await sendMany(history.url);
    await inEveryTurn(() => parsed() > 0);
    leave();
    // The same caller's next subscription has its turn after all of these.
    const last = byEventStream(history.url);
    let calls = 0;
    await eventually(() => {
      history.appear((calls += 1));
      return last.results.length > 0;
    });
    expect(parsed()).toBeLessThan(MANY);
    last.leave();
  });
});

// Red if the quota is only checked when a subscription opens.
test.each(WAYS)(
  'a subscription beyond the quota is rejected before it is parsed, over %s',
  async (_, subscribe) => {
    await using full = await startGrowingHistory({ subscriptions: { total: 1 } });
    const first = byEventStream(full.url);
    let calls = 0;
    await eventually(() => {
      full.appear((calls += 1));
      return first.results.length > 0;
    });
    const second = subscribe(full.url, { query: '{' });
    await eventually(() => second.end() !== null);
    const errors = second.results[0]?.errors ?? [second.end()].flat();
    expect(errors).toMatchObject([{ extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' } }]);
    first.leave();
  },
);
