import type { JsonWriter } from './json-writer.js';
import type { WriteSelection } from './run.js';

const MAX_BYTES = 16 * 1024 ** 2;
const MAX_TEXT = 8 * 1024;
/** Bytes that a text takes beside its own, and those of a record that is noted, as measured in V8's heap. */
const OVERHEAD = 200;
const NOTE = 64;
/** Bytes of a selection with records. */
const SELECTION = 500;

/** null if it has been written once: most records that are read from a provider are never written again. */
type TextOf = WeakMap<object, Uint8Array | null>;

/** The texts of one selection's records, for callers who see personal data and for those who don't. */
interface Texts {
  personal: TextOf;
  masked: TextOf;
  isCounted: boolean;
}

/**
 * Keeps what was written of records a second time, which never change, for as long as they are in memory: most of an
 * answer is copied then. When there is no more room, everything is forgotten.
 */
export class SerializedFragmentCache {
  #bytes = 0;
  /** Of all selections that have records, whether their plans are still used or not. */
  #counted: Texts[] = [];

  constructor(
    readonly writer: JsonWriter,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** Writes a selection that the object that it is made of settles. */
  keep(write: WriteSelection): WriteSelection {
    const { writer } = this;
    const texts: Texts = { personal: new WeakMap(), masked: new WeakMap(), isCounted: false };

    return (source, run, path) => {
      if (typeof source !== 'object' || source === null) {
        write(source, run, path);
        return;
      }
      const known = (run.seesPersonalData ? texts.personal : texts.masked).get(source);
      if (known) {
        writer.bytes(known);
        return;
      }
      if (known === undefined) {
        this.#note(texts);
        (run.seesPersonalData ? texts.personal : texts.masked).set(source, null);
        write(source, run, path);
        return;
      }
      const { written } = writer;
      const failed = run.errors.length;
      write(source, run, path);
      const text = run.errors.length === failed ? writer.since(written) : null;
      if (text === null || !this.#takes(text)) return;
      (run.seesPersonalData ? texts.personal : texts.masked).set(source, text);
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

  /** Forgets everything if so many bytes don't fit; answers whether it did. */
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
