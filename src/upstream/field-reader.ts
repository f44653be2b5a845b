import { enumKey, isNothing, list } from '../json/decode.js';
import type { Anomalies } from './anomalies.js';

export type FieldReader = ReturnType<typeof fieldReader>;

/** Reads a record's fields, and reports by name those that are present but unreadable. */
export function fieldReader(fields: Readonly<Record<string, unknown>>, anomalies: Anomalies) {
  return {
    /** The field as `decode` reads it; null if it is missing or can't be read. */
    value<T>(name: string, decode: (value: unknown) => T | null): T | null {
      const value = fields[name];
      const decoded = decode(value);
      if (decoded === null && !isNothing(value)) anomalies.unknownValue(name, null);
      return decoded;
    },
    /**
     * The meaning of a word among `meanings`, whose keys are as `enumKey` writes them; UNKNOWN if it is missing or
     * unknown. Reports the latter as `label`.
     */
    word<T extends string>(
      name: string,
      meanings: ReadonlyMap<string, T>,
      label: string = name,
    ): T | 'UNKNOWN' {
      const value = fields[name];
      const meaning = meanings.get(enumKey(value));
      if (meaning === undefined && !isNothing(value)) anomalies.unknownValue(label, value);
      return meaning ?? 'UNKNOWN';
    },
    /** The decoded items of a list in any form that `list` reads; omits items that decode to null. */
    items<T>(name: string, decode: (item: unknown) => T | null): readonly T[] {
      const written = list(fields[name]);
      // Map first, then filter: an array that grows by pushing retains spare capacity for 16 items.
      const items = written.map(decode);
      if (written.length > 0 && items.every((item) => item !== null)) return items;
      const isRead = written.every((item, index) => items[index] !== null || isNothing(item));
      if (!isRead || (written.length === 0 && !isNothing(fields[name]))) anomalies.unknownValue(name, null);
      return items.filter((item) => item !== null);
    },
  };
}
