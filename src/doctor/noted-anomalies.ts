import type { Anomalies } from '../upstream/anomalies.js';

/** Something in a provider's payloads that the documents don't foresee. */
export interface Anomaly {
  /** The field with a value that isn't known, or why records were left out. Never the provider's words. */
  readonly what: string;
  readonly count: number;
}

export interface NotedAnomalies extends Anomalies {
  readonly noted: readonly Anomaly[];
}

/** Counts what a provider's decoders report. Empty lists aren't noted: they are judged by their number. */
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
