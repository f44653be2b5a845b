import { foldText } from '../../domain/text-folding.js';

/** The number of characters of a note that are searched. */
const SEARCHED = 100_000;
/** The number of characters of a word that are compared. */
const LONGEST = 64;

/** The words of a text as every search compares them, each once: letters and digits, folded. */
export function wordsOf(text: string): readonly string[] {
  // Folding may lengthen a text, even beyond what PostgreSQL can index.
  const folded = foldText(text.slice(0, SEARCHED)).slice(0, SEARCHED);
  const words = folded.match(/[\p{L}\p{N}\p{M}]+/gu) ?? [];
  return [...new Set(words.map((word) => word.slice(0, LONGEST)))];
}
