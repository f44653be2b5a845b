import pLimit from 'p-limit';
import type { Logger } from 'pino';
import { inspectDatabase } from '../archive/database/inspect-database.js';
import type { ArchiveSettings, Settings } from '../config/settings.js';
import { checkCertificate } from './checks/certificate.js';
import { checkClock } from './checks/clock.js';
import { checkCredentials } from './checks/credentials.js';
import { checkAgentNumbers, checkExtensions, checkSpeedDials } from './checks/extensions.js';
import { checkPayloads } from './checks/payloads.js';
import { checkPhoneNumbers } from './checks/phone-numbers.js';
import { checkQuota } from './checks/quota.js';
import { checkProxy, checkReachable } from './checks/reachable.js';
import { checkTimeZone } from './checks/time-zone.js';
import { databaseReason } from '../domain/archive/archive-errors.js';
import { examine } from './examine.js';
import type { Check, Finding } from './finding.js';
import type { ProviderModule } from '../providers/provider.js';
import { PROVIDER_MODULES } from '../providers/registry.js';
import { inspectRedis } from '../upstream/redis/inspect-redis.js';

/** The report, as `switchboard doctor --json` prints it: keys are added, never changed. */
export interface Report {
  /** In the order of the settings. */
  readonly workspaces: readonly WorkspaceReport[];
  /** Findings about Redis and the archive's database, which all workspaces share, if configured. */
  readonly shared: readonly Finding[];
  /** The number of findings with the verdict PROBLEM. */
  readonly problems: number;
}

export interface WorkspaceReport {
  readonly id: string;
  readonly findings: readonly Finding[];
}

/** The settings to diagnose. */
export interface DiagnosedSettings extends Pick<Settings, 'workspaces' | 'upstream' | 'archive'> {
  readonly cache: Pick<Settings['cache'], 'redisUrl'>;
}

/** By the name in the report, in its order. */
const CHECKS: Readonly<Record<string, Check>> = {
  reachable: checkReachable,
  proxy: checkProxy,
  certificate: checkCertificate,
  credentials: checkCredentials,
  clock: checkClock,
  quota: checkQuota,
  timeZone: checkTimeZone,
  extensions: checkExtensions,
  speedDials: checkSpeedDials,
  agentNumbers: checkAgentNumbers,
  phoneNumbers: checkPhoneNumbers,
  payloads: checkPayloads,
};
/** Workspaces that are read concurrently. */
const CONCURRENT = 4;

/**
 * Examines and checks every workspace, and also checks Redis and the archive's database.
 * `now` in milliseconds since the epoch.
 */
export async function diagnose(
  { workspaces, upstream, archive, cache }: DiagnosedSettings,
  logger: Logger,
  now: () => number = Date.now,
  providers: readonly ProviderModule[] = Object.values(PROVIDER_MODULES),
): Promise<Report> {
  const reports = await pLimit(CONCURRENT).map(workspaces, async (workspace) => {
    const readings = await examine(workspace, providers, upstream, logger, now);
    const findings = Object.entries(CHECKS).flatMap(([check, judge]) =>
      judge(readings).map((finding) => ({ check, ...finding })),
    );
    return { id: workspace.id, findings };
  });
  const { redisUrl } = cache;
  const shared = await Promise.all([
    ...(redisUrl === null ? [] : [examineRedis(redisUrl)]),
    ...(archive === null ? [] : [examineArchive(archive)]),
  ]);
  const findings = [...shared, ...reports.flatMap((report) => report.findings)];
  return {
    workspaces: reports,
    shared,
    problems: findings.filter(({ verdict }) => verdict === 'PROBLEM').length,
  };
}

/** Whether the shared Redis can be reached and accepts the replicas' commands. */
async function examineRedis(url: URL): Promise<Finding> {
  const finding = { check: 'redis', provider: null } as const;
  const fault = await inspectRedis(url);
  if (fault === null) {
    return { ...finding, verdict: 'GOOD', text: 'Accepts writes.', facts: { reason: null } };
  }
  const { reason, isRefusal } = fault;
  const what = isRefusal ? 'Rejects a command that replicas send' : 'Unreachable';
  return {
    ...finding,
    verdict: 'PROBLEM',
    text: `${what}: ${reason}. Replicas share no data.`,
    facts: { reason },
  };
}

/** Whether the archive's database can be opened and its tables created. */
async function examineArchive({ engine }: ArchiveSettings): Promise<Finding> {
  const finding = { check: 'archive', provider: null } as const;
  const facts = { engine: engine.kind };
  try {
    const state = await inspectDatabase(engine);
    const text =
      state === 'NEW'
        ? 'The database is empty; the server can create its tables.'
        : 'The database can be opened.';
    return { ...finding, verdict: 'GOOD', text, facts: { ...facts, reason: null } };
  } catch (error) {
    const reason = databaseReason(error);
    const text = `The database can’t be used: ${reason}. All data is read live.`;
    return { ...finding, verdict: 'PROBLEM', text, facts: { ...facts, reason } };
  }
}
