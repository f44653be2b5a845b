import { endianness } from 'node:os';

const SIZE = 64 * 1024;
/** Bytes of a part: room that doubles without end would be copied each time, and leave holes in the process's memory. */
const PART = 1024 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** Of this machine. */
const LITTLE_ENDIAN = endianness() === 'LE';
const FIRST_PRINTABLE = 0x20;
const FIRST_SURROGATE = 0xd800;
const LAST_SURROGATE = 0xdfff;
/** Characters from which a string is written faster by Node than one by one. */
const LONG = 64;
/** What JSON.stringify escapes, or may. */
const ESCAPED = /["\\\u0000-\u001f\ud800-\udfff]/;

/** JSON that is written again and again. */
export class Fixed {
  readonly length: number;
  /** Four bytes each, the last ones beyond the text: copied so, a short text costs a third. */
  readonly words: Int32Array;

  constructor(text: string) {
    const bytes = Buffer.from(text);
    this.length = bytes.length;
    this.words = new Int32Array(Math.ceil(bytes.length / 4));
    Buffer.from(this.words.buffer).set(bytes);
  }
}

/** A text in parts, some of which may come later. */
export class Piece {
  readonly parts: (Uint8Array | Piece)[] = [];

  /** The whole text, in UTF-8, one behind the other. */
  bytes(): readonly Uint8Array[] {
    return this.parts.flatMap((part) => (part instanceof Piece ? part.bytes() : part));
  }
}

/**
 * Writes JSON, as JSON.stringify would, straight as UTF-8: half the cost of making a string of it, and then bytes.
 * Everything is written between `begin` and `end`, which nothing else may interrupt.
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
   * What is written from now on is the text of this piece. Calls `exceeded`, which throws, when it needs more room
   * after `limit` bytes.
   */
  begin(piece: Piece, limit = Infinity, exceeded: () => void = () => undefined): void {
    this.#piece = piece;
    this.#limit = limit;
    this.#exceeded = exceeded;
    this.#at = 0;
    this.#cut = 0;
  }

  /** Ends a part without copying it. The next `begin` overwrites it, unless the writer has other memory by then. */
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

  /** Leaves the place for a text that comes later. */
  hole(): Piece {
    this.#cutOff();
    if (this.#cut > this.#limit) this.#exceeded();
    const hole = new Piece();
    this.#piece.parts.push(hole);
    return hole;
  }

  /** How many bytes have been written since `begin`. */
  get written(): number {
    return this.#cut + this.#at;
  }

  /** A copy of what has been written since `written` was this; null if a part has ended since. */
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

  /** JSON. */
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
