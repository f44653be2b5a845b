/** Records that are decoded in one turn of the event loop: a full page at once would hold up everybody else. */
const SLICE = 250;

/** Records in slices. Before each that isn't all of them, the caller gives others their turn. */
export function* slicesOf<T>(records: readonly T[]): Generator<readonly T[]> {
  for (let at = 0; at < records.length; at += SLICE) yield records.slice(at, at + SLICE);
}
