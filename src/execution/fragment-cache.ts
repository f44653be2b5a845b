import type { JsonWriter } from './json-writer.js';
import type { Run, WriteSelection } from './run.js';

const MAX_BYTES = 16 * 1024 ** 2;
const MAX_TEXT = 8 * 1024;
/** Overhead of a cached text in bytes, and bytes of a record that was written once, as measured in V8's heap. */
const OVERHEAD = 200;
const NOTE = 64;
/** Bytes of a selection with records. */
const SELECTION = 500;

/** The texts of records; null for a record that has been written only once, as most records ever are. */
type TextOf = WeakMap<object, Uint8Array | null>;

/** The texts of one selection's records, for callers who see personal data and for those who don't. */
interface Texts {
  personal: TextOf;
  masked: TextOf;
  isCounted: boolean;
}

/**
 * Caches the text of an immutable record when it is written a second time, for as long as the record is in memory. From
 * then on, most of a response is copied. When the cache is full, it is emptied.
 */
export class SerializedFragmentCache {
  #bytes = 0;
  /** The texts of all selections with records, whether their plans are still used or not. */
  #counted: Texts[] = [];

  constructor(
    readonly writer: JsonWriter,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** Adds caching to a pure selection: one whose text depends only on its object and `seesPersonalData`. */
  cached(write: WriteSelection): WriteSelection {
    const { writer } = this;
    const texts: Texts = { personal: new WeakMap(), masked: new WeakMap(), isCounted: false };
    const textsFor = ({ seesPersonalData }: Run) => (seesPersonalData ? texts.personal : texts.masked);

    return (source, run, path) => {
      if (typeof source !== 'object' || source === null) {
        write(source, run, path);
        return;
      }
      const known = textsFor(run).get(source);
      if (known) {
        writer.bytes(known);
        return;
      }
      if (known === undefined) {
        this.#note(texts);
        textsFor(run).set(source, null);
        write(source, run, path);
        return;
      }
      const { written } = writer;
      const failed = run.errors.length;
      write(source, run, path);
      const text = run.errors.length === failed ? writer.since(written) : null;
      if (text === null || !this.#takes(text)) return;
      textsFor(run).set(source, text);
    };
  }

  #note(texts: Texts): void {
    this.#makeRoom(NOTE + SELECTION);
    if (!texts.isCounted) {
      texts.isCounted = true;
      this.#counted.push(texts);
      this.#bytes += SELECTION;
    }
    this.#bytes += NOTE;
  }

  #takes({ length }: Uint8Array): boolean {
    if (length > MAX_TEXT) return false;
    if (this.#makeRoom(length + OVERHEAD)) return false;
    this.#bytes += length + OVERHEAD;
    return true;
  }

  /** Empties the cache if this many bytes don't fit; returns whether it did. */
  #makeRoom(bytes: number): boolean {
    if (this.#bytes + bytes <= this.maxBytes) return false;
    for (const texts of this.#counted) {
      texts.personal = new WeakMap();
      texts.masked = new WeakMap();
      texts.isCounted = false;
    }
    this.#counted = [];
    this.#bytes = 0;
    return true;
  }
}
