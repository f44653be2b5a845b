import type { Anomalies } from '../upstream/anomalies.js';

/** A deviation of a provider's payloads from their documentation. */
export interface Anomaly {
  /** The field with an unknown value, or why records were omitted. Never contains provider data. */
  readonly what: string;
  readonly count: number;
}

export interface NotedAnomalies extends Anomalies {
  readonly noted: readonly Anomaly[];
}

/** Counts the anomalies that a provider's decoders report, except empty lists, which other checks report. */
export function noteAnomalies(): NotedAnomalies {
  const counts = new Map<string, number>();
  const add = (what: string, count: number) => counts.set(what, (counts.get(what) ?? 0) + count);
  return {
    get noted() {
      return [...counts].map(([what, count]) => ({ what, count }));
    },
    unknownValue: (field) => add(`${field}: unknown value`, 1),
    leftOut(route, reason, count) {
      if (count > 0) add(`${route}: left out, ${reason}`, count);
    },
    suspect: () => undefined,
  };
}
