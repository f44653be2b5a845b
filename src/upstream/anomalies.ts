import type { Logger } from 'pino';
import type { Provider } from '../domain/upstream/upstream-error.js';
import { NO_OBSERVER, type UpstreamObserver } from '../domain/upstream/upstream-observer.js';

/** Where a provider's decoders report what the documents don't foresee; what is logged holds no personal data. */
export interface Anomalies {
  /** An enum's value that isn't known. Logged once for each field and value. */
  unknownValue(field: string, value: unknown): void;
  /** Records of an answer that can't be read. `reason` is a fixed phrase, never the provider's words. */
  leftOut(route: string, reason: string, count: number): void;
  /** An answer of a workspace that is taken as it is, but is hardly right. `reason` is a fixed phrase. */
  suspect(route: string, workspace: string, reason: string): void;
}

/** The anomalies of a provider in all workspaces. */
export interface ProviderAnomalies extends Anomalies {
  /** The same, whose lines name this workspace; values that aren't known are logged once for all workspaces. */
  forWorkspace(workspace: string): Anomalies;
}

const maxRemembered = 1000;
const shortToken = /^[\w-]{1,32}$/;

/** The anomalies of one provider, written to the log at `warn`; `observer` is told of all. Holds at most 1,000 values. */
export function createAnomalies(
  provider: Provider,
  logger: Logger,
  observer: UpstreamObserver = NO_OBSERVER,
): ProviderAnomalies {
  const seen = new Set<string>();
  const totals = new Map<string, number>();

  const reports = (where: { readonly workspace?: string }): Anomalies => ({
    unknownValue(field, value) {
      observer.anomalyFound(provider, 'UNKNOWN_VALUE', field, 1);
      const token = shortTokenOf(value);
      const key = JSON.stringify([field, token]);
      if (seen.has(key) || seen.size >= maxRemembered) return;
      seen.add(key);
      logger.warn({ provider, ...where, field, ...(token !== null && { value: token }) }, 'unknown value');
    },

    leftOut(route, reason, count) {
      if (count === 0) return;
      observer.anomalyFound(provider, 'LEFT_OUT', route, count);
      const key = `${where.workspace ?? ''} ${route} ${reason}`;
      const total = (totals.get(key) ?? 0) + count;
      totals.set(key, total);
      logger.warn({ provider, ...where, route, reason, count, total }, 'records left out');
    },

    suspect(route, workspace, reason) {
      observer.anomalyFound(provider, 'SUSPECT', route, 1);
      const key = `${route} ${workspace} ${reason}`;
      const total = (totals.get(key) ?? 0) + 1;
      totals.set(key, total);
      logger.warn({ provider, route, workspace, reason, total }, 'suspect answer');
    },
  });

  return { ...reports({}), forWorkspace: (workspace) => reports({ workspace }) };
}

function shortTokenOf(value: unknown): string | null {
  const token = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return shortToken.test(token) ? token : null;
}
