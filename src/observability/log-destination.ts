import { write, writeSync } from 'node:fs';

/** The number of bytes at which lines are written immediately. */
const FULL = 4096;
/** Milliseconds after which fewer bytes are also written, and a failed write is retried. */
const PERIOD = 100;
/** The maximum number of bytes that wait for the reader; further lines are dropped and counted. */
const MAX_WAITING_BYTES = 16 * 1024 ** 2;
/** Milliseconds for which an exiting process retries to write, and between two attempts. */
const EXIT_TIMEOUT = 500;
const RETRY_INTERVAL = 10;
/** The errors of a busy reader and of a full disk. */
const TEMPORARY = new Set<unknown>(['EAGAIN', 'EBUSY', 'ENOSPC', 'EDQUOT', 'EFBIG']);

/**
 * Writes lines to a file descriptor in batches and asynchronously. Waits for a busy reader and for space on a full disk;
 * stops if the reader has gone. When the process exits, writes the remaining lines for at most half a second, so that a
 * reader that doesn't read can't prevent the exit, as it can with pino's own destination, whose last flush may never
 * end.
 */
export class LogDestination {
  #lines: string[] = [];
  /** The bytes in progress that haven't been written yet. */
  #chunk: Buffer | null = null;
  #bytes = 0;
  /** The number of lines dropped since the last one that waits. */
  #dropped = 0;
  #isWriting = false;
  #isOver = false;
  #drained: (() => void)[] = [];
  readonly #timer = setInterval(() => this.#write(), PERIOD).unref();
  readonly #onExit = () => this.#writeLast();

  constructor(private readonly fd: number) {
    process.once('exit', this.#onExit);
  }

  write(line: string): void {
    if (this.#isOver) return;
    if (this.#bytes >= MAX_WAITING_BYTES) {
      this.#dropped += 1;
      return;
    }
    const written = this.#dropped > 0 ? droppedLine(this.#dropped) + line : line;
    this.#dropped = 0;
    this.#lines.push(written);
    this.#bytes += Buffer.byteLength(written);
    if (this.#bytes >= FULL) this.#write();
  }

  /** Resolves when everything is written, or after `destroy`. */
  async flush(): Promise<void> {
    if (this.#bytes === 0) return;
    await new Promise<void>((resolve) => {
      this.#drained.push(resolve);
      this.#write();
    });
  }

  /** Drops waiting and later lines. */
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
      // The timer tries again.
      if (isTemporary(error)) return;
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

  /** Writes the remaining lines synchronously, except a chunk that another thread is writing at this moment. */
  #writeLast(): void {
    if (this.#isWriting) this.#chunk = null;
    const end = performance.now() + EXIT_TIMEOUT;
    for (let chunk = this.#next(); chunk !== null; chunk = this.#next()) {
      try {
        const written = writeSync(this.fd, chunk);
        this.#chunk = written < chunk.length ? chunk.subarray(written) : null;
      } catch (error) {
        if (!isTemporary(error) || performance.now() >= end) return;
        pause();
      }
    }
  }
}

function droppedLine(lines: number): string {
  const msg = 'log lines dropped: they were written faster than read';
  return `${JSON.stringify({ level: 40, time: Date.now(), lines, msg })}\n`;
}

function isTemporary(error: unknown): boolean {
  return error instanceof Error && 'code' in error && TEMPORARY.has(error.code);
}

/** Waits synchronously, because an exiting process has no event loop. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)), 0, 0, RETRY_INTERVAL);
}
