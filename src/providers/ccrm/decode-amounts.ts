import type { Call } from '../../domain/call.js';
import { integer, text } from '../../json/decode.js';
import type { Anomalies } from '../../upstream/anomalies.js';

const DECIMAL = /^-?\d{1,15}(\.\d{1,30})?$/;
/** Ambiguous: a whole number as PHP's `number_format` writes it, or a Polish decimal. */
const THOUSANDS = /^-?[1-9]\d{0,2},\d{3}$/;
const CLOCK = /^(?:(\d{1,4}):(?=[0-5]?\d:))?(\d{1,6}):([0-5]\d)$/;
const MAX_SECONDS = 2 ** 31 - 1;

/**
 * Reads an amount from a number or a string with a decimal point or comma. Reports values that can't be read, such as
 * the ambiguous `1,234`. `cost` is null unless it is a whole number of 32 bits.
 */
export function decodeCost(value: unknown, anomalies: Anomalies): Pick<Call, 'cost' | 'costAmount'> {
  const written = text(value)?.trim() ?? '';
  const amount = written.replace(',', '.');
  if (DECIMAL.test(amount) && !THOUSANDS.test(written)) return { cost: integer(amount), costAmount: amount };
  if (!isMissing(value)) anomalies.unknownValue('cost', null);
  return { cost: null, costAmount: null };
}

/**
 * Whole seconds, from a number, digits, a fraction (rounded), `HH:MM:SS` or `MM:SS` with any number of minutes; 0 for a
 * missing value. Reports an unreadable value and returns 0, because the schema has no unknown duration.
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
  if (total >= 0 && total <= MAX_SECONDS) return total;
  anomalies.unknownValue(field, null);
  return 0;
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}
