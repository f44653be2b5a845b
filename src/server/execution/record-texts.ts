import type { JsonWriter } from './json-writer.js';
import type { WriteSelection } from './planning.js';

const MAX_BYTES = 32 * 1024 ** 2;
const MAX_TEXT = 8 * 1024;
/** What a text takes beside its bytes, roughly. */
const OVERHEAD = 200;

/** null where it has been written once: most records that are read from a provider are never written again. */
type TextOf = WeakMap<object, Uint8Array | null>;

/** The texts of records, for callers who see personal data and for those who don't. */
type Texts = readonly [TextOf, TextOf];

/**
 * Keeps what was written of records a second time, which never change, for as long as they are in memory: most of an
 * answer is copied then. When there is no more room, everything is forgotten.
 */
export class RecordTexts {
  #age = 0;
  #bytes = 0;

  constructor(
    readonly writer: JsonWriter,
    private readonly maxBytes = MAX_BYTES,
  ) {}

  /** Writes a selection that the object that it is made of settles. */
  keep(write: WriteSelection): WriteSelection {
    const { writer } = this;
    let age = this.#age;
    let texts = noTexts();

    return (source, run, path) => {
      if (typeof source !== 'object' || source === null) {
        write(source, run, path);
        return;
      }
      if (age !== this.#age) [age, texts] = [this.#age, noTexts()];
      const kept = texts[run.seesPersonalData ? 1 : 0];
      const known = kept.get(source);
      if (known) {
        writer.bytes(known);
        return;
      }
      if (known === undefined) {
        kept.set(source, null);
        write(source, run, path);
        return;
      }
      const { written } = writer;
      const failed = run.errors.length;
      write(source, run, path);
      const text = run.errors.length === failed ? writer.since(written) : null;
      if (text !== null && this.#takes(text)) kept.set(source, text);
    };
  }

  #takes({ length }: Uint8Array): boolean {
    if (length > MAX_TEXT) return false;
    this.#bytes += length + OVERHEAD;
    if (this.#bytes <= this.maxBytes) return true;
    this.#age += 1;
    this.#bytes = 0;
    return false;
  }
}

function noTexts(): Texts {
  return [new WeakMap(), new WeakMap()];
}
