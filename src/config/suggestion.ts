import { closest, distance } from 'fastest-levenshtein';

/** A suggestion of the known name most like `name`; empty if none is similar. */
export function suggestion(name: string, known: readonly string[]): string {
  const nearest = closest(name, [...known]);
  const farthest = Math.min(2, name.length - 1);
  return known.length > 0 && distance(name, nearest) <= farthest ? ` (did you mean \`${nearest}\`?)` : '';
}
