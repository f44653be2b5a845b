import { decodeList, isNothing, list } from '../json/decode.js';
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
    /** The decoded items of a list in any form that `list` reads; omits items that decode to null. */
    items<T>(name: string, decode: (item: unknown) => T | null): readonly T[] {
      const value = fields[name];
      const written = list(value);
      const items = decodeList(written, decode);
      const isRead =
        written.length === 0
          ? isNothing(value)
          : items.length === written.length ||
            items.length + written.filter(isNothing).length === written.length;
      if (!isRead) anomalies.unknownValue(name, null);
      return items;
    },
  };
}
