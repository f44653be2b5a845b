import { describe, expect, test } from '@jest/globals';
import { tracingSettings, type TracingSettings } from '../../src/config/tracing.js';
import { openTraces } from '../../src/observability/tracing/open-traces.js';
import { aCompany, DAY } from '../support/a-company.js';
import { eventually } from '../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aLogger } from '../support/a-logger.js';
import { rawUpgrade } from '../support/raw-upgrade.js';
import { byEventStream } from '../subscriptions/subscribers.js';
import { startCollector, type ReceivedSpan } from './a-collector.js';

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const CALLER = 'b7ad6b7169203331';
const TRACED = { traceparent: `00-${TRACE}-${CALLER}-01` };
const CLIENT = 'query Settings { client { name } }';
const EVERYTHING = `query Everything($from: DateTime!, $to: DateTime!) {
  extensions(search: "Katarzyna") { totalCount }
  calls(from: $from, to: $to) { nodes { uuid notes { text } client { name } } }
}`;

/** The spans exported while `work` runs, once the last one has been sent. */
async function tracesOf(
  work: (board: Switchboard) => Promise<unknown>,
  sampling: Partial<TracingSettings> = {},
): Promise<{ spans: readonly ReceivedSpan[]; text: string }> {
  await using collector = await startCollector();
  const { url } = collector;
  const defaults = { serviceName: 'switchboard', sampler: 'always_on', parentBased: true, ratio: 1 } as const;
  const traces = openTraces({ url, ...defaults, ...sampling }, aLogger().logger);
  const board = await startSwitchboard({ sandbox: { data: aCompany([3, 7]) }, traces });
  await work(board);
  await board.close();
  await traces.close();
  return { spans: collector.spans(), text: Buffer.concat(collector.bodies).toString('latin1') };
}

const named = (spans: readonly ReceivedSpan[], name: string) => spans.filter((span) => span.name === name);

describe('a caller’s trace', () => {
  test('continues through the operation, its loaders and provider requests, but not into the providers', async () => {
    const { spans } = await tracesOf(async (board) => {
      await board.query(EVERYTHING, DAY, TRACED);
      expect(board.sandbox.requests).toHaveLength(5);
      // Providers are other companies.
      expect(board.sandbox.requests.filter(({ headers }) => 'traceparent' in headers)).toEqual([]);
    });
    const [server] = named(spans, 'POST /graphql');
    const [operation] = named(spans, 'query Everything');
    expect(server).toMatchObject({
      parentId: CALLER,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/graphql',
        'http.response.status_code': 200,
      },
    });
    expect(operation).toMatchObject({
      parentId: server?.spanId,
      attributes: { 'graphql.operation.name': 'Everything', 'graphql.operation.type': 'query' },
    });
    const inner = spans.filter(({ parentId }) => parentId === operation?.spanId);
    expect(inner.map(({ name }) => name).sort()).toEqual([
      'GET ccrm callHistory',
      'GET ccrm notes',
      'GET ccrm notes',
      'GET ringme client',
      'POST voicenter getExtensions',
      'load clientByWorkspace',
      'load extensionsByWorkspace',
      'load notesByCall',
    ]);
    expect(named(spans, 'load notesByCall')[0]?.attributes).toEqual({ 'switchboard.loader.keys': 2 });
    expect(named(spans, 'GET ringme client')[0]?.attributes).toEqual({
      'http.request.method': 'GET',
      'server.address': '127.0.0.1',
      'url.template': 'client',
      'http.response.status_code': 200,
      'switchboard.provider': 'ringme',
      'switchboard.coalesced': false,
    });
    expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set([TRACE]));
    expect(spans).toHaveLength(inner.length + 2);
  });

  test('that isn’t sampled isn’t exported', async () => {
    const traceparent = TRACED.traceparent.replace(/01$/, '00');
    const { spans } = await tracesOf((board) => board.query(CLIENT, {}, { traceparent }));
    expect(spans).toEqual([]);
    const all = await tracesOf((board) => board.query(CLIENT, {}, { traceparent }), { parentBased: false });
    expect(all.spans).not.toEqual([]);
  });
});

test('the span of a coalesced request links to the span of the request that it joined', async () => {
  const { spans } = await tracesOf(async (board) => {
    board.sandbox.behaviour.latencyMs = { client: 1000 };
    const first = board.query(CLIENT);
    await eventually(() => board.sandbox.requests.length === 1);
    await Promise.all([first, board.query(CLIENT)]);
  });
  const [caused, joined] = named(spans, 'GET ringme client');
  expect(caused).toMatchObject({ links: [], attributes: { 'switchboard.coalesced': false } });
  expect(joined).toMatchObject({ links: [caused?.spanId], attributes: { 'switchboard.coalesced': true } });
  expect(joined?.traceId).not.toBe(caused?.traceId);
});

test('spans have error codes and retry counts, but no text, id or URL', async () => {
  const { spans, text } = await tracesOf(async (board) => {
    board.sandbox.behaviour.faults = [{ provider: 'ringme', status: 500, body: 'Katarzyna' }];
    await board.query(EVERYTHING, DAY);
    await board.query('{ node(id: "Katarzyna") { id } }');
  });
  expect(named(spans, 'GET ringme client').map(({ attributes }) => attributes)).toMatchObject([
    { 'error.type': 'UPSTREAM_UNAVAILABLE', 'http.response.status_code': 500 },
    { 'error.type': 'UPSTREAM_UNAVAILABLE', 'http.request.resend_count': 1 },
  ]);
  expect(text).toContain('UPSTREAM_UNAVAILABLE');
  for (const secret of [
    'Katarzyna',
    'dateFrom',
    '2025-03-12',
    '00000000-0000',
    'publicApi',
    'Bearer',
    '@me',
  ]) {
    expect(text).not.toContain(secret);
  }
});

test('spans have at most 200 characters of an operation’s name', async () => {
  const name = 'Long'.repeat(20_000);
  const { spans } = await tracesOf((board) => board.query(`query ${name} { __typename }`));
  expect(named(spans, 'POST /graphql')[0]?.attributes).toMatchObject({
    'graphql.operation.name': name.slice(0, 200),
  });
  expect(named(spans, `query ${name.slice(0, 200)}`)).toHaveLength(1);
});

// Red if a WebSocket counts as a request whose caller left before the response: an error.
test('the span of a WebSocket has the status 101', async () => {
  const { spans } = await tracesOf(async (board) => (await rawUpgrade(board.url)).connection.destroy());
  expect(named(spans, 'GET /graphql').map(({ attributes }) => attributes)).toEqual([
    { 'http.request.method': 'GET', 'http.route': '/graphql', 'http.response.status_code': 101 },
  ]);
});

// Red if it counts as such a request: only its client ends an event stream.
test('the span of an event stream has the status 200', async () => {
  const { spans } = await tracesOf(async (board) => {
    const subscriber = byEventStream(board.url);
    await eventually(() => board.sandbox.requests.length > 0);
    subscriber.leave();
    await eventually(() => board.log.some(({ msg }) => msg === 'request'));
  });
  expect(named(spans, 'POST /graphql').map(({ attributes }) => attributes)).toEqual([
    { 'http.request.method': 'POST', 'http.route': '/graphql', 'http.response.status_code': 200 },
  ]);
});

test('a collector that rejects spans causes one log line and doesn’t affect responses', async () => {
  await using collector = await startCollector(400);
  const { logger, lines } = aLogger();
  const settings = tracingSettings({ OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: collector.url });
  if (settings === null) throw new Error('No settings.');
  const traces = openTraces(settings, logger);
  await using board = await startSwitchboard({ sandbox: { data: aCompany([]) }, traces });
  expect(await board.query(CLIENT)).toEqual({ data: { client: { name: 'ringme_test' } } });
  await board.close();
  await traces.close();
  expect(lines).toMatchObject([{ msg: 'traces dropped', spans: 4 }]);
});

describe('the standard environment variables', () => {
  const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' };

  test.each([
    ['without an endpoint', {}],
    ['with the SDK disabled', { ...endpoint, OTEL_SDK_DISABLED: 'true' }],
    ['with no exporter', { ...endpoint, OTEL_TRACES_EXPORTER: 'none' }],
    ['with an invalid endpoint', { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' }],
  ])('disable tracing %s', (_, environment) => {
    expect(tracingSettings(environment)).toBeNull();
  });

  test('set the collector, the service and the sampler', () => {
    expect(tracingSettings(endpoint)).toEqual({
      url: 'http://collector:4318/v1/traces',
      serviceName: 'switchboard',
      sampler: 'always_on',
      parentBased: true,
      ratio: 1,
    });
    expect(
      tracingSettings({
        ...endpoint,
        OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://traces.example.com/otlp',
        OTEL_SERVICE_NAME: 'phones',
        OTEL_TRACES_SAMPLER: 'traceidratio',
        OTEL_TRACES_SAMPLER_ARG: '0.25',
      }),
    ).toEqual({
      url: 'https://traces.example.com/otlp',
      serviceName: 'phones',
      sampler: 'traceidratio',
      parentBased: false,
      ratio: 0.25,
    });
  });
});
