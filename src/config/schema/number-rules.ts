import type { Rule } from './setting.js';

/* Numbers and flags may be text, because the environment contains only text. */

/** A whole number from `min` to `max`. */
export function wholeNumber(what: string, min: number, max: number): Rule<number> {
  const json = { type: 'integer', minimum: min, maximum: max };
  return numberRule(`${what}, a whole number from ${min} to ${max}`, json, (number) => {
    return Number.isInteger(number) && number >= min && number <= max;
  });
}

/** Seconds above 0 and up to `max`; may be a fraction. */
export function seconds(max: number): Rule<number> {
  const json = { type: 'number', exclusiveMinimum: 0, maximum: max };
  return numberRule(`seconds above 0, up to ${max}`, json, (number) => number > 0 && number <= max);
}

/** Seconds from 0 to `max`; may be a fraction. */
export function secondsOrNone(max: number): Rule<number> {
  const json = { type: 'number', minimum: 0, maximum: max };
  return numberRule(`seconds from 0 to ${max}`, json, (number) => number >= 0 && number <= max);
}

/** A flag: `true`, `1`, `false` or `0`, also as text in any case. */
export const flag: Rule<boolean> = {
  expected: 'true or false',
  json: { type: 'boolean' },
  read: (value) => {
    if (!['boolean', 'number', 'string'].includes(typeof value)) return undefined;
    const text = String(value).toLowerCase();
    return ['true', '1'].includes(text) ? true : ['false', '0'].includes(text) ? false : undefined;
  },
};

/** A finite number, also as text in decimal digits, that `accepts` allows. */
function numberRule(expected: string, json: object, accepts: (number: number) => boolean): Rule<number> {
  const isNumber = (value: unknown) =>
    typeof value === 'string' ? /^\d{1,15}(\.\d{1,9})?$/.test(value) : Number.isFinite(value);
  return {
    expected,
    json,
    read: (value) => (isNumber(value) && accepts(Number(value)) ? Number(value) : undefined),
  };
}
