import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';
import { allOf } from '../schema/all-of.js';

/** Maximum characters of an id, a uuid, a SIP or another key. */
export const MAX_KEY = 1000;
/** Maximum characters of a cursor, which may contain an extension's name. */
export const MAX_CURSOR = 4000;
/** Maximum characters of a name or search text. */
export const MAX_TEXT = 200;

const COUNT = new Intl.NumberFormat('en');

/** The error message for a longer text. */
export function atMostCharacters(max: number): string {
  return `must have at most ${COUNT.format(max)} characters`;
}

/** Requires a text of at most this many characters, or none. */
export function MaxCharacters(max: number): PropertyDecorator {
  return allOf(IsOptional(), MaxLength(max, { message: atMostCharacters(max) }));
}

/** Requires texts of at most this many characters each; doesn't limit the list's length. */
export function MaxCharactersEach(max: number): PropertyDecorator {
  return allOf(IsOptional(), MaxLength(max, { each: true, message: `each ${atMostCharacters(max)}` }));
}

/** Requires a list of at most this many entries, or none. */
export function MaxEntries(max: number): PropertyDecorator {
  return allOf(
    IsOptional(),
    ArrayMaxSize(max, { message: `must have at most ${COUNT.format(max)} entries` }),
  );
}
