import type { Logger } from 'pino';
import type { Provider } from '../domain/upstream/upstream-error.js';
import { NO_OBSERVER, type UpstreamObserver } from '../domain/upstream/upstream-observer.js';

/** Receives a provider's deviations from its documentation. Log lines about them contain no personal data. */
export interface Anomalies {
  /** Reports an unknown value of an enum. Logged once per field and value. */
  unknownValue(field: string, value: unknown): void;
  /** Reports unreadable records of a response. `reason` is a fixed phrase, never the provider's text. */
  leftOut(route: string, reason: string, count: number): void;
  /** Reports a response that is used although it is probably wrong. `reason` is a fixed phrase. */
  suspect(route: string, reason: string): void;
}

/** The anomalies of a provider in all workspaces. */
export interface ProviderAnomalies extends Anomalies {
  /** The same anomalies with this workspace in each log line. Unknown values are logged once for all workspaces. */
  forWorkspace(workspace: string): Anomalies;
}

const nothing = () => undefined;

/** For records whose anomalies were reported when they arrived from the provider. */
export const ALREADY_REPORTED: Anomalies = { unknownValue: nothing, leftOut: nothing, suspect: nothing };

const MAX_REMEMBERED = 1000;
/** A word or a small number; more digits may be a phone number. */
const shortToken = /^(?!(.*\d){6})[\w-]{1,32}$/;

/**
 * Logs the anomalies of one provider at `warn` and notifies `observer` of each. Remembers at most 1,000 unknown values.
 */
export function createAnomalies(
  provider: Provider,
  logger: Logger,
  observer: UpstreamObserver = NO_OBSERVER,
): ProviderAnomalies {
  const seen = new Set<string>();
  const totals = new Map<string, number>();

  /** Adds to the number of anomalies of this kind, and returns it. */
  function countedWith(count: number, ...kind: readonly unknown[]): number {
    const key = JSON.stringify(kind);
    const total = (totals.get(key) ?? 0) + count;
    totals.set(key, total);
    return total;
  }

  const reports = (where: { readonly workspace?: string }): Anomalies => ({
    unknownValue(field, value) {
      observer.anomalyFound(provider, 'UNKNOWN_VALUE', field, 1);
      const token = shortTokenOf(value);
      const key = JSON.stringify([field, token]);
      if (seen.has(key) || seen.size >= MAX_REMEMBERED) return;
      seen.add(key);
      logger.warn({ provider, ...where, field, ...(token !== null && { value: token }) }, 'unknown value');
    },

    leftOut(route, reason, count) {
      if (count === 0) return;
      observer.anomalyFound(provider, 'LEFT_OUT', route, count, reason);
      const total = countedWith(count, where, route, reason);
      logger.warn({ provider, ...where, route, reason, count, total }, 'records left out');
    },

    suspect(route, reason) {
      observer.anomalyFound(provider, 'SUSPECT', route, 1, reason);
      const total = countedWith(1, where, route, reason);
      logger.warn({ provider, ...where, route, reason, total }, 'suspect response');
    },
  });

  return { ...reports({}), forWorkspace: (workspace) => reports({ workspace }) };
}

function shortTokenOf(value: unknown): string | null {
  const token = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  return shortToken.test(token) ? token : null;
}
