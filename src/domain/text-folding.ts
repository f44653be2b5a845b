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
 * Folds a text for searching. Ignores case, diacritics, compatibility forms such as full width, and invisible characters
 * such as bidirectional marks. `Łukasz` and `lukasz`, `Straße` and `strasse`, `ёлка` and `елка` are equal, in composed
 * and decomposed form.
 */
export function foldText(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\p{Mn}\p{Cf}]/gu, '')
    .replace(/[łøđðħıŧþßæœς]/g, (letter) => BASE_LETTERS.get(letter) ?? letter);
}

// A fixed locale, independent of the machine's default.
const collator = new Intl.Collator('en', { numeric: true });

/**
 * Compares two names in natural order: ignores case unless nothing else differs, sorts letters with diacritics next to
 * their base letter, and compares numbers by value.
 */
export const compareNames: (a: string, b: string) => number = collator.compare;
