import { isISO31661Alpha2, ValidateBy, type ValidationArguments } from 'class-validator';
import { allOf } from '../schema/all-of.js';

/** The name of the constraint that LISTED without countries violates. */
export const COUNTRIES_REQUIRED = 'countriesRequired';

/** A user-assigned ISO 3166 code that telephony uses. */
const KOSOVO = /^XK$/i;

/** More than the number of codes in ISO 3166. */
const MAX_COUNTRIES = 300;

type Holds = (countries: readonly unknown[], listed: boolean) => boolean;

const RULES: readonly (readonly [name: string, message: string, holds: Holds])[] = [
  [COUNTRIES_REQUIRED, 'LISTED needs at least one country', ({ length }, listed) => !listed || length > 0],
  ['countriesUnexpected', 'only LISTED takes countries', ({ length }, listed) => listed || length === 0],
  ['countriesTooMany', `must have at most ${MAX_COUNTRIES} entries`, ({ length }) => length <= MAX_COUNTRIES],
  ['countriesKnown', 'must be ISO 3166 alpha-2 codes, such as PL', (countries) => countries.every(isCountry)],
];

/** Countries are ISO 3166 alpha-2 codes: 1 to 300 for the mode LISTED, none for the other modes. */
export function CountriesFitMode(): PropertyDecorator {
  const rules = RULES.map(([name, message, holds]) => {
    const validate = (countries: unknown, args?: ValidationArguments) =>
      holds(Array.isArray(countries) ? countries : [], isListed(args?.object));
    return ValidateBy({ name, validator: { validate } }, { message });
  });
  return allOf(...rules);
}

function isCountry(code: unknown): boolean {
  return isISO31661Alpha2(code) || KOSOVO.test(String(code));
}

function isListed(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'mode' in input && input.mode === 'LISTED';
}
