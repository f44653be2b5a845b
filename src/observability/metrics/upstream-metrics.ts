import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { UpstreamObserver } from '../../domain/upstream/upstream-observer.js';
import type { CacheRead, UpstreamUse } from '../../domain/operation/upstream-use.js';
import { boundedNames } from './operation-names.js';

/** The label of a workspace; none for a token that several workspaces share. */
type WorkspaceLabel = { readonly workspace?: string };

/** Milliseconds for which a quota is reported whose period is unknown. */
const UNKNOWN_PERIOD = 24 * 3_600_000;
const SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10];

/** Creates the metrics of requests to providers, of their use by operations, and of Redis. */
export function createUpstreamMetrics(registry: Registry) {
  const registers = [registry];
  const labelNames = ['provider', 'workspace', 'route'] as const;
  const nameOf = boundedNames([]);
  const labelOf = (workspace: string | null): WorkspaceLabel =>
    workspace === null ? {} : { workspace: nameOf(workspace) };
  const requests = new Counter({
    name: 'switchboard_upstream_requests_total',
    help: 'Requests to providers, including retries, by workspace (the first 50, then "other"; none for shared tokens), resource and outcome: OK, REFUSED (4xx, or rejected credentials) or an error code; with the reason if there was no connection.',
    labelNames: [...labelNames, 'outcome', 'reason'],
    registers,
  });
  const duration = new Histogram({
    name: 'switchboard_upstream_request_duration_seconds',
    help: 'Seconds from the start of a request to a provider to the end of its response.',
    labelNames,
    buckets: SECONDS,
    registers,
  });
  const background = new Counter({
    name: 'switchboard_archive_requests_total',
    help: 'Requests to providers that fill the archive, by workspace and outcome.',
    labelNames: ['workspace', 'outcome'],
    registers,
  });
  const retries = new Counter({
    name: 'switchboard_upstream_retries_total',
    help: 'Retries among the requests to providers.',
    labelNames,
    registers,
  });
  const coalesced = new Counter({
    name: 'switchboard_upstream_coalesced_total',
    help: 'Upstream requests saved because an operation joined one already in flight.',
    labelNames,
    registers,
  });
  const cacheReads = new Counter({
    name: 'switchboard_upstream_cache_reads_total',
    help: 'Cache lookups by operations: HIT, MISS, or STALE (served while the provider is down).',
    labelNames: [...labelNames, 'result'],
    registers,
    collect: addLookups,
  });
  /** The last lookup, and how many like it in a row aren't added yet: adding each note's would take longer than it. */
  let lookup: CacheRead | null = null;
  let lookups = 0;
  function addLookups(): void {
    if (lookup === null) return;
    const { provider, workspace, route, result } = lookup;
    cacheReads.inc({ provider, ...labelOf(workspace), route, result }, lookups);
    lookups = 0;
  }
  const circuits = new Gauge({
    name: 'switchboard_upstream_circuits',
    help: 'Circuit breakers, one for each origin of a provider and each workspace that uses it, by state: CLOSED, OPEN (no requests), HALF_OPEN (a probe).',
    labelNames: ['provider', 'workspace', 'state'],
    registers,
  });
  const remaining = new Gauge({
    name: 'switchboard_upstream_quota_remaining',
    help: 'Requests that a provider still accepts in its current rate limit period, as last reported; absent once that period has ended, or after a day if the provider doesn’t say when.',
    labelNames: ['provider', 'workspace'],
    registers,
    collect: () => forgetPastQuotas(),
  });
  const limit = new Gauge({
    name: 'switchboard_upstream_quota_limit',
    help: 'Requests that a provider accepts in a rate limit period, as last reported; absent once that period has ended.',
    labelNames: ['provider', 'workspace'],
    registers,
  });
  const anomalies = new Counter({
    name: 'switchboard_upstream_oddities_total',
    help: 'Anomalies: data that doesn’t match the providers’ documentation, by field or resource and kind: UNKNOWN_VALUE, LEFT_OUT (records), SUSPECT (responses).',
    labelNames: ['provider', 'field', 'kind'],
    registers,
  });
  const redisFailures = new Counter({
    name: 'switchboard_redis_failures_total',
    help: 'Failed Redis commands, by operation (READ, WRITE) and reason: READONLY, OOM, NOPERM, TIMEOUT …',
    labelNames: ['operation', 'reason'],
    registers,
  });
  const redisUsable = new Gauge({
    name: 'switchboard_redis_usable',
    help: 'Whether the data that replicas share in Redis can be read (READ) and written (WRITE): 1 or 0.',
    labelNames: ['operation'],
    registers,
  });

  /** The labels of each quota, and when its period ends, in milliseconds of the monotonic clock. */
  const quotas = new Map<
    string,
    { readonly labels: Readonly<Record<string, string>>; readonly end: number }
  >();

  /** What remains of the next period is unknown until the provider reports it. */
  function forgetPastQuotas(): void {
    for (const [key, { labels, end }] of quotas) {
      if (performance.now() < end) continue;
      quotas.delete(key);
      remaining.remove(labels);
      limit.remove(labels);
    }
  }

  const observer: UpstreamObserver = {
    attempted({ provider, workspace, route, outcome, reason, ms, retried, inBackground }) {
      const labels = { provider, ...labelOf(workspace), route };
      requests.inc({ ...labels, outcome, ...(reason && { reason }) });
      duration.observe(labels, ms / 1000);
      if (retried) retries.inc(labels);
      if (inBackground) background.inc({ ...labelOf(workspace), outcome });
    },
    circuitChanged(provider, workspace, from, to) {
      const labels = { provider, ...labelOf(workspace) };
      if (from !== null) circuits.dec({ ...labels, state: from });
      circuits.inc({ ...labels, state: to });
    },
    quotaReported(provider, workspace, quota) {
      const labels = { provider, workspace };
      remaining.set(labels, quota.remaining);
      if (quota.limit !== null) limit.set(labels, quota.limit);
      const end = performance.now() + (quota.endsIn ?? UNKNOWN_PERIOD);
      quotas.set(`${provider} ${workspace}`, { labels, end });
    },
    anomalyFound: (provider, kind, field, count) => anomalies.inc({ provider, field, kind }, count),
    redisFailed: (operation, reason) => redisFailures.inc({ operation, reason }),
    redisUsable: (operation, isUsable) => redisUsable.set({ operation }, isUsable ? 1 : 0),
  };
  return {
    observer,
    /** Counts an upstream request or a cache lookup of an operation. */
    used: (use: UpstreamUse): void => {
      if (use.kind === 'CACHE_READ') {
        if (lookup === null || !isSameLookup(use, lookup)) addLookups();
        lookup = use;
        lookups += 1;
      } else if (use.coalesced) {
        const { provider, workspace, route } = use.attempt;
        coalesced.inc({ provider, ...labelOf(workspace), route });
      }
    },
  };
}

function isSameLookup(a: CacheRead, b: CacheRead): boolean {
  return (
    a.route === b.route && a.result === b.result && a.workspace === b.workspace && a.provider === b.provider
  );
}
