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

/** Room for at most `limit` bytes, which grows as it is needed. */
export function createBodyBuffer(limit: number): BodyBuffer {
  // Most bodies are a single chunk, which costs nothing more.
  let only: Uint8Array = new Uint8Array();
  let memory: ArrayBuffer | null = null;
  let size = 0;

  function room(bytes: number): Uint8Array {
    if (memory === null) {
      memory = new ArrayBuffer(Math.min(limit, Math.max(SMALLEST, bytes)), { maxByteLength: limit });
      new Uint8Array(memory).set(only);
    } else if (bytes > memory.byteLength) {
      memory.resize(Math.min(limit, 2 * bytes));
    }
    return new Uint8Array(memory);
  }

  return {
    append(bytes) {
      const end = size + bytes.byteLength;
      if (end > limit) return false;
      if (size === 0) only = bytes;
      else room(end).set(bytes, size);
      size = end;
      return true;
    },
    bytes: () => (memory === null ? only : new Uint8Array(memory, 0, size)),
    free: () => memory?.resize(0),
  };
}
