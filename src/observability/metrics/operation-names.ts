const NAMES = 50;
const LONGEST = 64;

/** Returns the label for a name; null is an operation without a name. */
export type LabelOf = (name: string | null) => string;

/**
 * Bounds the values of a label. The trusted names and the first 50 others are unchanged; later and overlong
 * names become `other`, and null becomes `anonymous`.
 */
export function boundedNames(trusted: Iterable<string>): LabelOf {
  const known = new Set(trusted);
  const bound = known.size + NAMES;
  return (name) => {
    if (name === null) return 'anonymous';
    if (!known.has(name) && known.size < bound && name.length <= LONGEST) known.add(name);
    return known.has(name) ? name : 'other';
  };
}
