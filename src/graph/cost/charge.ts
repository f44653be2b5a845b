import { eachProvider, type Provider } from '../../domain/upstream/upstream-error.js';

/** Requests to one provider that a field may cause. */
export interface CostPart {
  /** The field's response path: response names joined by dots. */
  readonly path: string;
  readonly provider: Provider;
  readonly requests: number;
}

/** Charges for a field. */
export interface Charge {
  /** Requests to a provider. */
  requests(provider: Provider, count: number): void;
  /**
   * Requests for data that an operation reads only once: `requestsEach` for each key that hasn't been charged before.
   */
  once(provider: Provider, keys: readonly string[], requestsEach?: number): void;
  /** Scanned calls, whether or not the response includes them. */
  scannedCalls(calls: number): void;
}

/** Charges for the fields of one operation; adds charges for requests to `parts`. */
export function createCharges(
  parts: CostPart[],
  scannedCalls: (path: string, calls: number) => void,
): (path: string) => Charge {
  const chargedKeys = eachProvider(() => new Set<string>());

  return (path) => {
    const requests = (provider: Provider, count: number) => {
      if (count > 0) parts.push({ path, provider, requests: count });
    };
    return {
      requests,
      once(provider, keys, requestsEach = 1) {
        const known = chargedKeys[provider];
        const before = known.size;
        for (const key of keys) known.add(key);
        requests(provider, requestsEach * (known.size - before));
      },
      scannedCalls: (calls) => scannedCalls(path, calls),
    };
  };
}
