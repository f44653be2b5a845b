import { ArrayMaxSize, IsOptional, MaxLength } from 'class-validator';

/** Characters of an id, a uuid, a SIP or another key. */
export const MAX_KEY = 1000;
/** Characters of a cursor, which may hold an extension's name. */
export const MAX_CURSOR = 4000;
/** Characters of a text that names or finds something. */
export const MAX_TEXT = 200;

const COUNT = new Intl.NumberFormat('en');

/** What is expected of a text with this bound. */
export function atMostCharacters(max: number): string {
  return `must have at most ${COUNT.format(max)} characters`;
}

/** A text of at most this many characters, or none. */
export function MaxCharacters(max: number): PropertyDecorator {
  return each(IsOptional(), MaxLength(max, { message: atMostCharacters(max) }));
}

/** A list of texts of at most this many characters each; says nothing of the list's length. */
export function MaxCharactersEach(max: number): PropertyDecorator {
  return each(IsOptional(), MaxLength(max, { each: true, message: `each ${atMostCharacters(max)}` }));
}

/** A list of at most this many entries, or none. */
export function MaxEntries(max: number): PropertyDecorator {
  return each(IsOptional(), ArrayMaxSize(max, { message: `must have at most ${COUNT.format(max)} entries` }));
}

function each(...decorators: readonly PropertyDecorator[]): PropertyDecorator {
  return (target, property) => {
    for (const decorate of decorators) decorate(target, property);
  };
}
