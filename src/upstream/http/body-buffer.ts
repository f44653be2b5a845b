/** A body as it arrives. */
export interface BodyBuffer {
  /** Whether there was room for these bytes; they are kept, and must not change any more. */
  append(bytes: Uint8Array): boolean;
  /** All that was appended, until it is freed. */
  bytes(): Uint8Array;
  /** Gives the memory back at once: the garbage collector would let go of many large bodies too late. */
  free(): void;
}

const SMALLEST = 64 * 1024;
/** Chunks of a body that are left to the garbage collector: to reserve memory that can grow takes longer than to copy them. */
const FEW = 4;

/** Room for at most `limit` bytes, which grows as it is needed. */
export function createBodyBuffer(limit: number): BodyBuffer {
  let chunks: Uint8Array[] = [];
  let memory: ArrayBuffer | null = null;
  let size = 0;

  function room(bytes: number): Uint8Array {
    if (memory === null) {
      memory = new ArrayBuffer(Math.min(limit, Math.max(SMALLEST, bytes)), { maxByteLength: limit });
      new Uint8Array(memory).set(Buffer.concat(chunks));
      chunks = [];
    } else if (bytes > memory.byteLength) {
      memory.resize(Math.min(limit, 2 * bytes));
    }
    return new Uint8Array(memory);
  }

  return {
    append(bytes) {
      const end = size + bytes.byteLength;
      if (end > limit) return false;
      if (memory === null && chunks.length < FEW) chunks.push(bytes);
      else room(end).set(bytes, size);
      size = end;
      return true;
    },
    bytes() {
      if (memory !== null) return new Uint8Array(memory, 0, size);
      const [only, ...others] = chunks;
      return only !== undefined && others.length === 0 ? only : Buffer.concat(chunks);
    },
    free() {
      chunks = [];
      memory?.resize(0);
    },
  };
}
