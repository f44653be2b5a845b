import { write, writeSync } from 'node:fs';

/** Bytes from which lines are written at once. */
const FULL = 4096;
/** Milliseconds after which fewer lines are written, too, and a reader that was busy is tried again. */
const PERIOD = 100;
/** Bytes that wait at most if nobody reads; later lines are dropped. */
const MOST = 16 * 1024 ** 2;
/** Milliseconds for which a process that ends waits for a reader that is busy, and between two attempts. */
const PATIENCE = 500;
const PAUSE = 10;

/**
 * Writes lines to a file descriptor, several together, without holding up whoever logs. If the reader has gone, nothing
 * is written any more. A process that exits writes what waits, for half a second at most: whether anybody reads the log
 * never decides whether the process ends.
 */
export class LogDestination {
  #lines: string[] = [];
  /** What is being written, without what has been. */
  #chunk: Buffer | null = null;
  #bytes = 0;
  #isWriting = false;
  #isOver = false;
  #drained: (() => void)[] = [];
  readonly #timer = setInterval(() => this.#write(), PERIOD).unref();
  readonly #onExit = () => this.#writeLast();

  constructor(private readonly fd: number) {
    process.once('exit', this.#onExit);
  }

  write(line: string): void {
    const bytes = Buffer.byteLength(line);
    if (this.#isOver || this.#bytes + bytes > MOST) return;
    this.#lines.push(line);
    this.#bytes += bytes;
    if (this.#bytes >= FULL) this.#write();
  }

  /** Resolves when everything is written, or nothing can be. */
  async flush(): Promise<void> {
    if (this.#bytes === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained.push(resolve);
      this.#write();
    });
  }

  /** Writes nothing from now on. */
  destroy(): void {
    clearInterval(this.#timer);
    process.off('exit', this.#onExit);
    this.#isOver = true;
    this.#lines = [];
    this.#bytes = 0;
    for (const drained of this.#drained.splice(0)) drained();
  }

  #write(): void {
    const chunk = this.#isWriting ? null : this.#next();
    if (chunk === null) return;
    this.#isWriting = true;
    write(this.fd, chunk, (error, written) => {
      this.#isWriting = false;
      if (this.#isOver) return;
      // Who is busy is tried again after a while.
      if (isBusy(error)) return;
      if (error !== null) this.destroy();
      else this.#advance(chunk, written);
    });
  }

  #next(): Buffer | null {
    if (this.#chunk === null && this.#lines.length > 0) {
      this.#chunk = Buffer.from(this.#lines.join(''));
      this.#lines = [];
    }
    return this.#chunk;
  }

  #advance(chunk: Buffer, written: number): void {
    this.#bytes -= written;
    this.#chunk = written < chunk.length ? chunk.subarray(written) : null;
    if (this.#bytes > 0 && (this.#chunk !== null || this.#bytes >= FULL || this.#drained.length > 0))
      this.#write();
    if (this.#bytes === 0) for (const drained of this.#drained.splice(0)) drained();
  }

  /** What is being written by another thread at this moment isn't written once more. */
  #writeLast(): void {
    if (this.#isWriting) this.#chunk = null;
    const end = performance.now() + PATIENCE;
    for (let chunk = this.#next(); chunk !== null; chunk = this.#next()) {
      try {
        const written = writeSync(this.fd, chunk);
        this.#chunk = written < chunk.length ? chunk.subarray(written) : null;
      } catch (error) {
        if (!isBusy(error) || performance.now() >= end) return;
        pause();
      }
    }
  }
}

/** Whether the reader can take nothing at present. */
function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EAGAIN' || error.code === 'EBUSY');
}

/** Waits without the event loop, which an exiting process hasn't any more. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, PAUSE);
}
