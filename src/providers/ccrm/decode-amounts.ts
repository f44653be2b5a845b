import { text } from '../../json/decode.js';

const DECIMAL = /^-?\d{1,15}(\.\d{1,30})?$/;
/** Ambiguous: a whole number as PHP's `number_format` writes it, or a Polish decimal. */
const THOUSANDS = /^-?[1-9]\d{0,2},\d{3}$/;
const CLOCK = /^(?:(\d{1,4}):(?=[0-5]?\d:))?(\d{1,6}):([0-5]\d)$/;
const MAX_SECONDS = 2 ** 31 - 1;

/**
 * An amount with a decimal point, from a number or a string with a decimal point or comma; null for anything else, such
 * as the ambiguous `1,234`.
 */
export function decimal(value: unknown): string | null {
  const written = text(value)?.trim() ?? '';
  const amount = written.replace(',', '.');
  return DECIMAL.test(amount) && !THOUSANDS.test(written) ? amount : null;
}

/**
 * Whole seconds, from a number, digits, a fraction (rounded), `HH:MM:SS` or `MM:SS` with any number of minutes; null for
 * anything else.
 */
export function seconds(value: unknown): number | null {
  const written = text(value)?.trim() ?? '';
  const [, hours = '0', minutes, rest] = CLOCK.exec(written) ?? [];
  const total =
    minutes === undefined
      ? Number(DECIMAL.test(written) ? written : NaN)
      : (Number(hours) * 60 + Number(minutes)) * 60 + Number(rest);
  const rounded = Math.round(total);
  return rounded >= 0 && rounded <= MAX_SECONDS ? rounded : null;
}
