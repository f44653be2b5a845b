const NAMES = 50;
const LONGEST = 64;

/**
 * Bounds the values of a label: returns the label for a name, null for an operation without one. The trusted names and
 * the first 50 others are unchanged; later and overlong names become `other`, and null becomes `anonymous`.
 */
export function boundedNames(trusted: Iterable<string>): (name: string | null) => string {
  const known = new Set(trusted);
  const bound = known.size + NAMES;
  return (name) => {
    if (name === null) return 'anonymous';
    if (!known.has(name) && known.size < bound && name.length <= LONGEST) known.add(name);
    return known.has(name) ? name : 'other';
  };
}
