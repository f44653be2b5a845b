import { isISO31661Alpha2, ValidateBy, type ValidationArguments } from 'class-validator';
import { allOf } from '../schema/all-of.js';

/** The name of the constraint that LISTED without countries violates. */
export const COUNTRIES_REQUIRED = 'countriesRequired';

/** A user-assigned ISO 3166 code that telephony uses. */
const KOSOVO = /^XK$/i;

/** More than the number of codes in ISO 3166. */
const MAX_COUNTRIES = 300;

type Rule = (countries: readonly unknown[], listed: boolean) => boolean;

/** Countries are ISO 3166 alpha-2 codes: 1 to 300 for the mode LISTED, none for the other modes. */
export function CountriesFitMode(): PropertyDecorator {
  return allOf(
    rule(
      COUNTRIES_REQUIRED,
      'LISTED needs at least one country',
      (countries, listed) => !listed || countries.length > 0,
    ),
    rule(
      'countriesUnexpected',
      'only LISTED takes countries',
      (countries, listed) => listed || countries.length === 0,
    ),
    rule(
      'countriesTooMany',
      `must have at most ${MAX_COUNTRIES} entries`,
      (countries) => countries.length <= MAX_COUNTRIES,
    ),
    rule('countriesKnown', 'must be ISO 3166 alpha-2 codes, such as PL', (countries) =>
      countries.every((country) => isISO31661Alpha2(country) || KOSOVO.test(String(country))),
    ),
  );
}

function rule(name: string, message: string, holds: Rule): PropertyDecorator {
  const validate = (countries: unknown, args?: ValidationArguments) =>
    holds(Array.isArray(countries) ? countries : [], isListed(args?.object));
  return ValidateBy({ name, validator: { validate } }, { message });
}

function isListed(input: unknown): boolean {
  return typeof input === 'object' && input !== null && 'mode' in input && input.mode === 'LISTED';
}
