import { endianness } from 'node:os';

const SIZE = 64 * 1024;
/** Bytes of a part. A buffer that kept doubling would be copied each time, and would fragment the process's memory. */
const PART = 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** The byte order of this machine. */
const LITTLE_ENDIAN = endianness() === 'LE';
const FIRST_PRINTABLE = 0x20;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
/** Node writes strings of more characters faster than a loop over them does. */
const LONG = 64;
/** The characters that JSON.stringify escapes or, if they are surrogates, may escape. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** Constant JSON. */
export class Fixed {
  readonly length: number;
  /** The text in words of four bytes, padded at the end: copying words takes a third of the time for short texts. */
  readonly words: Int32Array;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    this.words = new Int32Array(Math.ceil(bytes.length / 4));
    Buffer.from(this.words.buffer).set(bytes);
  }
}

/** A text in parts, some of which may be written later. */
export class Piece {
  readonly parts: (Uint8Array | Piece)[] = [];

  /** The whole text in UTF-8, as consecutive chunks. */
  bytes(): readonly Uint8Array[] {
    return this.parts.flatMap((part) => (part instanceof Piece ? part.bytes() : part));
  }
}

/**
 * Writes the JSON of JSON.stringify directly in UTF-8, at half the cost of a string that is then encoded. Write only
 * between `begin` and `end`, and without beginning another piece in between.
 */
export class JsonWriter {
  #bytes = Buffer.allocUnsafeSlow(SIZE);
  #view = viewOf(this.#bytes);
  #at = 0;
  #cut = 0;
  #piece = new Piece();
  #limit = Infinity;
  #exceeded: () => void = () => undefined;

  /**
   * Begins the text of this piece. Calls `exceeded`, which must throw, when more room is needed and more than `limit`
   * bytes are written.
   */
  begin(piece: Piece, limit = Infinity, exceeded: () => void = () => undefined): void {
    this.#piece = piece;
    this.#limit = limit;
    this.#exceeded = exceeded;
    this.#at = 0;
    this.#cut = 0;
  }

  /** Ends a part without copying it. The next `begin` overwrites it unless the writer has allocated new memory. */
  endUncopied(): void {
    if (this.#at === 0) return;
    this.#piece.parts.push(this.#bytes.subarray(0, this.#at));
    this.#cut += this.#at;
    this.#at = 0;
  }

  end(): void {
    this.#cutOff();
    if (this.#bytes.length > PART) this.#use(Buffer.allocUnsafeSlow(SIZE));
  }

  /** Reserves the place of a text that is written later. */
  hole(): Piece {
    this.#cutOff();
    if (this.#cut > this.#limit) this.#exceeded();
    const hole = new Piece();
    this.#piece.parts.push(hole);
    return hole;
  }

  /** The number of bytes written since `begin`. */
  get written(): number {
    return this.#cut + this.#at;
  }

  /** A copy of the bytes written since `written` had this value; null if a part has ended in the meantime. */
  since(written: number): Uint8Array | null {
    const from = written - this.#cut;
    return from < 0 ? null : new Uint8Array(this.#bytes.subarray(from, this.#at));
  }

  bytes(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#at);
    this.#at += bytes.length;
  }

  fixed({ length, words }: Fixed): void {
    const room = 4 * words.length;
    this.#reserve(room);
    const view = this.#view;
    for (let index = 0, at = this.#at; index < words.length; index += 1, at += 4) {
      view.setInt32(at, words[index] ?? 0, LITTLE_ENDIAN);
    }
    this.#at += length;
  }

  /** Writes text that is already JSON. */
  text(text: string): void {
    this.#reserve(3 * text.length);
    this.#at += this.#bytes.write(text, this.#at);
  }

  string(value: string): void {
    const { length } = value;
    if (length > LONG) {
      this.#longString(value);
      return;
    }
    this.#reserve(3 * length + 2);
    const bytes = this.#bytes;
    let at = this.#at;
    bytes[at++] = QUOTE;
    for (let index = 0; index < length; index += 1) {
      const code = value.charCodeAt(index);
      if (code < 0x80) {
        if (code < FIRST_PRINTABLE || code === QUOTE || code === BACKSLASH) {
          this.text(JSON.stringify(value));
          return;
        }
        bytes[at++] = code;
      } else if (code < 0x800) {
        bytes[at++] = 0xc0 | (code >> 6);
        bytes[at++] = 0x80 | (code & 0x3f);
      } else if (code < FIRST_SURROGATE || code > LAST_SURROGATE) {
        bytes[at++] = 0xe0 | (code >> 12);
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
        bytes[at++] = 0x80 | (code & 0x3f);
      } else {
        this.text(JSON.stringify(value));
        return;
      }
    }
    bytes[at++] = QUOTE;
    this.#at = at;
  }

  #longString(value: string): void {
    if (ESCAPED.test(value)) {
      this.text(JSON.stringify(value));
      return;
    }
    this.#reserve(3 * value.length + 2);
    this.#bytes[this.#at] = QUOTE;
    this.#at += 1 + this.#bytes.write(value, this.#at + 1);
    this.#bytes[this.#at] = QUOTE;
    this.#at += 1;
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#bytes.length) return;
    if (this.written > this.#limit) this.#exceeded();
    if (this.#at >= PART / 2) {
      this.endUncopied();
      this.#use(Buffer.allocUnsafeSlow(Math.max(PART, length)));
      return;
    }
    const needed = this.#at + length;
    const larger = Buffer.allocUnsafeSlow(Math.max(needed, Math.min(2 * needed, PART)));
    this.#bytes.copy(larger, 0, 0, this.#at);
    this.#use(larger);
  }

  #use(bytes: Buffer<ArrayBuffer>): void {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
  }

  #cutOff(): void {
    if (this.#at === 0) return;
    this.#piece.parts.push(Buffer.from(this.#bytes.subarray(0, this.#at)));
    this.#cut += this.#at;
    this.#at = 0;
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
