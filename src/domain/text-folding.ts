/** Letters that Unicode doesn't decompose into a base letter and a mark. */
const BASE_LETTERS: ReadonlyMap<string, string> = new Map([
  ['ł', 'l'],
  ['ø', 'o'],
  ['đ', 'd'],
  ['ð', 'd'],
  ['ħ', 'h'],
  ['ı', 'i'],
  ['ŧ', 't'],
  ['þ', 'th'],
  ['ß', 'ss'],
  ['æ', 'ae'],
  ['œ', 'oe'],
  ['ς', 'σ'],
]);

/**
 * A text as every search compares it: without case, diacritics, compatibility forms such as full width, and invisible
 * characters such as bidirectional marks. `Łukasz` and `lukasz`, `Straße` and `strasse`, `ёлка` and `елка` are the same,
 * in composed and decomposed form.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{Mn}\p{Cf}]/gu, '')
    .replace(/[łøđðħıŧþßæœς]/g, (letter) => BASE_LETTERS.get(letter) ?? letter);
}

// A locale of its own, so that no machine's default decides.
const collator = new Intl.Collator('en', { numeric: true });

/**
 * Compares two names as people sort them: without regard to case unless nothing else differs, letters with diacritics
 * beside their base letter, and numbers by their value.
 */
export const compareNames: (a: string, b: string) => number = collator.compare;
