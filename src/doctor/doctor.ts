import pLimit from 'p-limit';
import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { checkAgentNumbers } from './checks/agent-numbers.js';
import { checkCertificate } from './checks/certificate.js';
import { checkClock } from './checks/clock.js';
import { checkCredentials } from './checks/credentials.js';
import { checkExtensions, checkSpeedDials } from './checks/extensions.js';
import { checkPayloads } from './checks/payloads.js';
import { checkPhoneNumbers } from './checks/phone-numbers.js';
import { checkQuota } from './checks/quota.js';
import { checkProxy, checkReachable } from './checks/reachable.js';
import { checkTimeZone } from './checks/time-zone.js';
import { examine } from './examine.js';
import type { Check, Finding } from './finding.js';
import { examineArchive, examineRedis } from './examine-shared.js';
import type { ProviderModule } from '../providers/provider.js';
import { PROVIDER_MODULES } from '../providers/registry.js';

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

const CHECKS: readonly Check[] = [
  checkReachable,
  checkProxy,
  checkCertificate,
  checkCredentials,
  checkClock,
  checkQuota,
  checkTimeZone,
  checkExtensions,
  checkSpeedDials,
  checkAgentNumbers,
  checkPhoneNumbers,
  checkPayloads,
];
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
    return { id: workspace.id, findings: CHECKS.flatMap((check) => check(readings)) };
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
