import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { startCollector } from '../observability/a-collector.js';
import { WAYS } from '../subscriptions/subscribers.js';
import { buildProgram, type Program, type SwitchboardProcess } from '../support/a-process.js';
import { eventually } from '../support/eventually.js';

let program: Program;
let sandbox: Sandbox;
let switchboard: SwitchboardProcess;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.kill());

beforeEach(async () => {
  sandbox = await startSandbox({ data: { calls: [] } });
  switchboard = await program.start(sandbox);
});

afterEach(async () => {
  switchboard.signal('SIGKILL');
  await sandbox.close();
});

const post = async (query: string) => {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${switchboard.url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query }),
  });
  const answer: unknown = await response.json();
  return { status: response.status, answer };
};

const readiness = () =>
  fetch(`${switchboard.url}/health/ready`).then(
    ({ status }) => status,
    () => 'refused',
  );

// Red if the traces aren't closed with the server.
test('a process sends its last spans on SIGTERM and exits with 0', async () => {
  await using collector = await startCollector();
  const traced = await program.startWith({ PORT: '0', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url });
  await fetch(`${traced.url}/graphql?query=query+Last{__typename}`, {
    headers: { 'content-type': 'application/json' },
  });
  traced.signal('SIGTERM');
  expect(await traced.exit).toBe(0);
  const names = collector.spans().map(({ name }) => name);
  expect(names.sort()).toEqual(['GET /graphql', 'query Last']);
});

// Red if the log isn't closed and pino's destination is synchronous: then nothing writes the buffered lines.
test('a process that exits immediately has written every line of its log', async () => {
  // It prints its address before it listens for signals.
  expect(await readiness()).toBe(200);
  switchboard.signal('SIGTERM');
  await eventually(async () => (await readiness()) === 503);
  // Its line is written after the response, and before the next one.
  await readiness();
  switchboard.signal('SIGTERM');
  expect(await switchboard.exit).toBe(1);
  await eventually(() => switchboard.printed().includes('"route":"/health/ready","status":503'));
});

// Red if the exiting process writes the rest of the log: it would wait for its reader forever.
test('a process whose log nobody reads exits with 0', async () => {
  switchboard.stopReading();
  for (let round = 0; round < 100; round += 1) {
    await Promise.all(Array.from({ length: 30 }, readiness));
  }
  switchboard.signal('SIGTERM');
  expect(await switchboard.exit).toBe(0);
});

describe('a process that gets SIGTERM', () => {
  // Red if it stops listening before it reports 503, drops accepted requests, or waits for idle connections.
  test('under load reports that it is not ready, answers accepted requests, and exits with 0 within 10 s', async () => {
    sandbox.behaviour.latencyMs = { GetExtensions: 900 };
    expect(await readiness()).toBe(200);
    const answers = Array.from({ length: 30 }, () => post('{ extensions(first: 1) { nodes { sip } } }'));
    await eventually(() => sandbox.requests.length > 0);
    const started = performance.now();
    switchboard.signal('SIGTERM');
    await eventually(async () => (await readiness()) === 503);
    expect(await post('{ client { name } }')).toMatchObject({
      status: 200,
      answer: { data: { client: {} } },
    });
    for (const answer of await Promise.all(answers)) {
      expect(answer).toMatchObject({ status: 200, answer: { data: { extensions: { nodes: [{}] } } } });
    }
    expect(await switchboard.exit).toBe(0);
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(await readiness()).toBe('refused');
  });

  // Red if the server waits for its streams instead of ending them.
  test('ends its subscriptions and exits with 0', async () => {
    const subscribers = WAYS.map(([, subscribe]) => subscribe(switchboard.url));
    await eventually(() => sandbox.requests.length > 0);
    switchboard.signal('SIGTERM');
    expect(await switchboard.exit).toBe(0);
    await eventually(() => subscribers.every(({ end }) => end() !== null));
    expect(subscribers.map(({ end }) => end())).toMatchObject(['COMPLETE', { code: 1001 }]);
    // Red with Node's own limit of listeners: it takes the hooks of an event stream for a leak.
    expect(switchboard.complained()).toBe('');
  });

  // Red if the second signal is handled like the first one, or counts only if it is the same signal.
  test.each(['SIGTERM', 'SIGINT'] as const)('and then %s exits immediately', async (second) => {
    sandbox.behaviour.faults = [{ hang: true }];
    const lost = post('{ client { name } }').catch(() => 'lost');
    await eventually(() => sandbox.requests.length > 0);
    switchboard.signal('SIGTERM');
    await eventually(async () => (await readiness()) === 503);
    const started = performance.now();
    switchboard.signal(second);
    expect(await switchboard.exit).toBe(1);
    expect(performance.now() - started).toBeLessThan(5000);
    expect(await lost).toBe('lost');
  });
});
