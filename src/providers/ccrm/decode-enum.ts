import { enumKey, isNothing } from '../../json/decode.js';
import type { Anomalies } from '../../upstream/anomalies.js';

/**
 * Maps one of ccrm.pl's words, regardless of case and separators. UNKNOWN if it is missing or unknown; the latter is
 * reported.
 */
export function oneOf<T extends string>(
  values: ReadonlyMap<string, T>,
  value: unknown,
  field: string,
  anomalies: Anomalies,
): T | 'UNKNOWN' {
  const known = values.get(enumKey(value));
  if (known !== undefined) return known;
  if (!isNothing(value)) anomalies.unknownValue(field, value);
  return 'UNKNOWN';
}
