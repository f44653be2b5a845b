import { describe, expect, test } from '@jest/globals';
import { createMetrics } from '../../src/observability/metrics/metrics.js';
import { startMetricsServer } from '../../src/observability/metrics/metrics-route.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { WITH_KEY } from '../config/settings-problems.js';
import { buildProgram } from '../support/a-process.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { expectMeasured, samplesOf } from '../support/measured.js';
import { rawExchange, statusesOf } from '../support/raw-http.js';

const AUTH = anAuth([
  anApiKey('operator', { scopes: ['metrics:read'] }),
  anApiKey('front end', { scopes: ['calls:read', 'pii:read'] }),
]);

describe('metrics', () => {
  test('are public if authentication is disabled, and include process metrics', async () => {
    await using board = await startSwitchboard({ metrics: true });
    const response = await fetch(`${board.url}/metrics`);
    expect(response.headers.get('content-type')).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(Object.keys(samplesOf(await response.text()))).toEqual(
      expect.arrayContaining(['nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes']),
    );
  });

  // Red if the route requires no authentication, or doesn't check the scope.
  test('require the scope metrics:read if authentication is enabled', async () => {
    await using board = await startSwitchboard({
      metrics: true,
      auth: AUTH,
      workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
    });
    const statusFor = async (headers: Record<string, string>) =>
      (await fetch(`${board.url}/metrics`, { headers })).status;
    expect(await statusFor({})).toBe(401);
    expect(await statusFor({ 'x-api-key': 'somebody' })).toBe(401);
    expect(await statusFor({ 'x-api-key': 'front end' })).toBe(403);
    expect(await statusFor({ 'x-api-key': 'operator' })).toBe(200);
  });

  test('are served only on metricsPort if it is set, and nothing else is served there', async () => {
    await using board = await startSwitchboard({ metrics: true, server: { metricsPort: 9464 } });
    expect((await fetch(`${board.url}/metrics`)).status).toBe(404);
    const server = await startMetricsServer(createMetrics().registry, { host: '127.0.0.1', port: 0 });
    expect((await fetch(`${server.url}/metrics`)).status).toBe(200);
    expect((await fetch(`${server.url}/graphql?query={__typename}`)).status).toBe(404);
    await server.close();
  });

  // Red if any name is served: another site could point its own at this machine, so that its pages read them.
  test('are served on a loopback address for loopback names and server.hosts only', async () => {
    const program = await buildProgram();
    const ports = { PORT: '0', METRICS_PORT: '0' };
    const server = await program.startWith({ ...ports, SERVER_HOSTS: 'metrics.example.com' });
    const [url = ''] = /http:\S+\/metrics/.exec(server.printed()) ?? [];
    const statusFor = async (host: string) =>
      statusesOf(
        await rawExchange(url, `GET /metrics HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
      );
    expect(await statusFor('localhost:9464')).toEqual([200]);
    expect(await statusFor('metrics.example.com')).toEqual([200]);
    expect(await statusFor('rebound.example.com')).toEqual([421]);
    const open = await program.startWith({ ...ports, HOST: '0.0.0.0', ...WITH_KEY });
    const [reached = ''] = /http:\S+\/metrics/.exec(open.printed()) ?? [];
    const scraped = `GET /metrics HTTP/1.1\r\nHost: switchboard.prod.example\r\nConnection: close\r\n\r\n`;
    expect(statusesOf(await rawExchange(reached, scraped))).toEqual([200]);
    program.kill();
  });

  test('of one server don’t include those of another', async () => {
    await using one = await startSwitchboard({ metrics: true });
    await using other = await startSwitchboard({ metrics: true });
    await one.query('{ client { name } }');
    await expectMeasured(one, ['operations_total'], {
      'operations_total{operation="anonymous",outcome="OK"}': 1,
    });
    await expectMeasured(other, ['operations_total', 'upstream_requests_total'], {});
  });
});

test('rejected requests are counted by reason', async () => {
  await using board = await startSwitchboard({
    metrics: true,
    auth: { ...AUTH, requestsPerMinute: 3 },
    workspaces: (sandbox) => [{ ...sandboxWorkspace(sandbox), id: 'acme' }],
  });
  const ask = (key: string) => board.query('query Counted { __typename }', {}, { 'x-api-key': key });
  for (const key of ['front end', 'front end', 'front end', 'front end', 'nobody']) await ask(key);
  const url = board.url;
  const counts = async () => {
    const text = await (await fetch(`${url}/metrics`, { headers: { 'x-api-key': 'operator' } })).text();
    return Object.entries(samplesOf(text)).filter(([name]) => name.startsWith('switchboard_refused'));
  };
  expect(await counts()).toEqual([
    ['switchboard_refused_requests_total{reason="RATE_LIMITED"}', 1],
    ['switchboard_refused_requests_total{reason="UNAUTHENTICATED"}', 1],
  ]);
});
