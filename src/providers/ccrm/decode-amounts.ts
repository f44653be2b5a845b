import { integer, text } from '../../json/decode.js';
import type { Anomalies } from '../../upstream/anomalies.js';

/** What a call cost, as it was told. */
export interface CallCost {
  /** A whole number of 32 bits; null if it isn't one. */
  readonly cost: number | null;
  /** Decimal digits, such as `0.15`; null if nothing can be read. */
  readonly costAmount: string | null;
}

const DECIMAL = /^-?\d{1,15}(\.\d{1,15})?$/;
/** As PHP's `number_format` writes a whole number, and as a Polish decimal may look. */
const THOUSANDS = /^-?[1-9]\d{0,2},\d{3}$/;
const CLOCK = /^(?:(\d{1,4}):)?([0-5]?\d):([0-5]\d)$/;
const MOST_SECONDS = 2 ** 31 - 1;

/** Reads an amount from a number or a string with a decimal point or comma; `1,234` may be a thousand, and isn't read. */
export function decodeCost(value: unknown, anomalies: Anomalies): CallCost {
  const written = text(value)?.trim() ?? '';
  const amount = written.replace(',', '.');
  if (DECIMAL.test(amount) && !THOUSANDS.test(written)) return { cost: integer(amount), costAmount: amount };
  if (!isMissing(value)) anomalies.unknownValue('cost', null);
  return { cost: null, costAmount: null };
}

/**
 * Whole seconds, from a number, digits, a fraction, which is rounded, or `HH:MM:SS`; 0 for a missing value. `anomalies`
 * is told of what can't be read, which is 0 as well: the graph has no word for an unknown duration.
 */
export function decodeSeconds(value: unknown, field: string, anomalies: Anomalies): number {
  if (isMissing(value)) return 0;
  const written = text(value)?.trim() ?? '';
  const [, hours = '0', minutes, seconds] = CLOCK.exec(written) ?? [];
  const total =
    minutes === undefined
      ? DECIMAL.test(written)
        ? Math.round(Number(written))
        : NaN
      : (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  if (total >= 0 && total <= MOST_SECONDS) return total;
  anomalies.unknownValue(field, null);
  return 0;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
