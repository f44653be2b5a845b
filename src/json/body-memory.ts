/**
 * The bytes of a body: its only chunk, or a buffer that doubles as chunks arrive. Several chunks are copied rather than
 * retained, because a one-byte chunk occupies a hundred bytes. Frees its memory explicitly: V8 would retain tens of MiB
 * until the next full collection.
 */
export class BodyMemory {
  #memory: Uint8Array<ArrayBuffer> = new Uint8Array();
  #first: Uint8Array | null = null;
  size = 0;

  constructor(private readonly limit: number) {}

  get bytes(): Uint8Array {
    return this.#first ?? this.#memory.subarray(0, this.size);
  }

  append(chunk: Uint8Array): void {
    if (this.size === 0) this.#first = chunk;
    else this.#copy(chunk);
    this.size += chunk.byteLength;
  }

  #copy(chunk: Uint8Array): void {
    const end = this.size + chunk.byteLength;
    if (end > this.#memory.byteLength) {
      const capacity = Math.min(this.limit, 2 * end);
      this.#memory = new Uint8Array(this.#memory.buffer.transfer(capacity));
    }
    if (this.#first) this.#memory.set(this.#first);
    this.#first = null;
    this.#memory.set(chunk, this.size);
  }

  free(): void {
    this.#memory.buffer.transfer(0);
  }
}
