import type { Rule } from './setting.js';

/* Numbers and yes-or-no values may be written as text, because that is what the environment gives. */

/** A whole number from `min` to `max`. */
export function wholeNumber(what: string, min: number, max: number): Rule<number> {
  const json = { type: 'integer', minimum: min, maximum: max };
  return numberRule(`${what}, a whole number from ${min} to ${max}`, json, (number) => {
    return Number.isInteger(number) && number >= min && number <= max;
  });
}

/** Seconds above 0 up to `max`, fractions too. */
export function seconds(max: number): Rule<number> {
  const json = { type: 'number', exclusiveMinimum: 0, maximum: max };
  return numberRule(`seconds above 0, up to ${max}`, json, (number) => number > 0 && number <= max);
}

/** Seconds from 0 to `max`, fractions too. */
export function secondsOrNone(max: number): Rule<number> {
  const json = { type: 'number', minimum: 0, maximum: max };
  return numberRule(`seconds from 0 to ${max}`, json, (number) => number >= 0 && number <= max);
}

/** Yes or no: `true`, `True`, `1`, `false`, `False` or `0`, whether text or not. */
export const flag: Rule<boolean> = {
  expected: 'true or false',
  json: { type: 'boolean' },
  read: (value) => {
    if (!['boolean', 'number', 'string'].includes(typeof value)) return undefined;
    const text = String(value).toLowerCase();
    return ['true', '1'].includes(text) ? true : ['false', '0'].includes(text) ? false : undefined;
  },
};

/** A finite number, or text in decimal digits that is accepted. */
function numberRule(expected: string, json: object, accepts: (number: number) => boolean): Rule<number> {
  const isNumber = (value: unknown) =>
    typeof value === 'string' ? /^\d{1,15}(\.\d{1,9})?$/.test(value) : Number.isFinite(value);
  return {
    expected,
    json,
    read: (value) => (isNumber(value) && accepts(Number(value)) ? Number(value) : undefined),
  };
}
