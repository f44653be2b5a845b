import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { createMetrics } from '../../src/observability/metrics/metrics.js';

/** Every text under this key in an object, however deep. */
function textsUnder(key: string, value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
    name === key && typeof inner === 'string' ? [inner] : textsUnder(key, inner),
  );
}

const FILES = {
  'ops/alerts.yaml': textsUnder('expr', parse(readFileSync('ops/alerts.yaml', 'utf8'))),
  'ops/grafana-dashboard.json': textsUnder(
    'expr',
    JSON.parse(readFileSync('ops/grafana-dashboard.json', 'utf8')),
  ),
};
/** The labels that Prometheus adds to every sample, and to a histogram's. */
const ADDED = ['job', 'instance', 'le'];

const names = (expression: string) =>
  [...expression.matchAll(/\b(?:switchboard|nodejs|process)_\w+/gu)].map(([name]) => name);
const labels = (expression: string) => [
  ...[...expression.matchAll(/(\w+)(?:=~|!~|!=|=)"/gu)].map(([, label]) => label ?? ''),
  ...[...expression.matchAll(/\bby \(([^)]*)\)/gu)].flatMap(([, list]) => (list ?? '').split(/, */u)),
];

function registered(): { readonly metrics: ReadonlySet<string>; readonly labels: ReadonlySet<string> } {
  const all = createMetrics().registry.getMetricsAsArray();
  const named = all.flatMap(({ name, type }) =>
    String(type) === 'histogram' ? [`${name}_bucket`, `${name}_sum`, `${name}_count`] : [name],
  );
  const labelNames = all.flatMap((metric) => ('labelNames' in metric ? metric.labelNames : []));
  return { metrics: new Set(named), labels: new Set([...labelNames, ...ADDED].map(String)) };
}

describe.each(Object.entries(FILES))('%s', (_, expressions) => {
  test('uses only existing metrics and labels', () => {
    const known = registered();
    expect(expressions.length).toBeGreaterThan(5);
    expect(expressions.flatMap(names).filter((name) => !known.metrics.has(name))).toEqual([]);
    expect(expressions.flatMap(labels).filter((label) => !known.labels.has(label))).toEqual([]);
  });
});

test('the dashboard shows every metric of Switchboard', () => {
  const shown = FILES['ops/grafana-dashboard.json'].flatMap(names).join(' ');
  const own = createMetrics().registry.getMetricsAsArray();
  const missing = own.filter(({ name }) => name.startsWith('switchboard_') && !shown.includes(name));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

test('docs/observability.md names every metric of Switchboard', () => {
  const page = readFileSync('docs/observability.md', 'utf8');
  const own = createMetrics().registry.getMetricsAsArray();
  const missing = own.filter(({ name }) => name.startsWith('switchboard_') && !page.includes(`\`${name}\``));
  expect(missing.map(({ name }) => name)).toEqual([]);
});

// Red without SwitchboardGone: a stopped container has no address, and therefore no `up` that could be 0.
test('an alert fires if Prometheus finds no server', () => {
  expect(FILES['ops/alerts.yaml']).toContain('absent(up{job="switchboard"})');
});

// Red if the state of circuits is enough: after an outage, an idle server would alert until its next request.
test('an open circuit is reported only while requests fail', () => {
  const circuits = FILES['ops/alerts.yaml'].filter((each) => each.includes('switchboard_upstream_circuits'));
  expect(circuits).toHaveLength(1);
  expect(circuits[0]).toMatch(/ and on \(instance, provider\) rate\(switchboard_upstream_requests_total/u);
});

// Red if the lag is enough: it grows while an earlier ARCHIVE_SINCE lets an archive read its past.
test('an archive is reported as behind only if it isn’t reading its past', () => {
  const lags = FILES['ops/alerts.yaml'].filter((each) => each.includes('switchboard_archive_lag_seconds'));
  expect(lags).toHaveLength(1);
  expect(lags[0]).toMatch(/ unless on \(workspace\) switchboard_archive_state\{state="BACKFILLING"\} == 1$/u);
});

// Red if all workspaces count together: one of many could have a wrong key for ever.
test('rejected requests are reported for each workspace', () => {
  const refused = FILES['ops/alerts.yaml'].filter((each) => each.includes('outcome="REFUSED"'));
  expect(refused).toHaveLength(1);
  const sums = [...(refused[0] ?? '').matchAll(/sum by \(([^)]*)\)/gu)].map(([, labels]) => labels);
  expect(sums).toEqual(['provider, workspace', 'provider, workspace']);
});

test('Prometheus loads the alerts', () => {
  const { rule_files } = parse(readFileSync('ops/prometheus.yml', 'utf8'));
  const { services, configs } = parse(readFileSync('compose.yaml', 'utf8'));
  expect(rule_files).toEqual(['alerts.yaml']);
  expect(configs.alerts).toEqual({ file: 'ops/alerts.yaml' });
  expect(services.prometheus.configs).toContainEqual({
    source: 'alerts',
    target: '/etc/prometheus/alerts.yaml',
  });
});
