const NAMES = 50;
const LONGEST = 64;

/** The label of an operation's name: null of one without. */
export type LabelOf = (name: string | null) => string;

/**
 * Names as values of a label, of which there must be few: the names of trusted documents and the first 50
 * others are themselves; later and overlong ones are `other`, and none is `anonymous`.
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
