import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import type { Path, ReadRequest } from './graphql-js.js';
import { Piece, type JsonWriter } from './json-writer.js';

const RESPONSE_START = Buffer.from('{"data":');
const RESPONSE_END = Buffer.from('}\n');

/** The result of an operation. */
export interface Written {
  /** The whole response if it consists only of data: `{"data":…}` and a line break, in UTF-8. */
  readonly response: Buffer;
  /** The data as JSON in UTF-8, in consecutive chunks. */
  readonly data: readonly Uint8Array[];
  /** In order of occurrence; the data have null at the path of each. */
  readonly errors: readonly GraphQLError[];
}

/**
 * The maximum number of bytes of a response's data. If they are longer, the result is null and `exceeded` is called.
 */
export interface LengthLimit {
  readonly bytes: number;
  readonly exceeded: () => void;
}

/** Yields to other operations while a long list is written. */
export interface Turns {
  /** Whether to yield before the next items. */
  readonly isOver: () => boolean;
  /** Resolves when the next items may be written. */
  readonly next: () => Promise<void>;
}

const NO_LIMIT: LengthLimit = { bytes: Infinity, exceeded: () => undefined };
const NO_TURNS: Turns = { isOver: () => false, next: () => Promise.resolve() };

/** One execution of an operation. */
export class Run {
  readonly errors: GraphQLError[] = [];
  /** The arguments that have been read, by field number. */
  readonly args: Readonly<Record<string, unknown>>[] = [];
  /** The `info` of each resolver, by field number; its path is that of the first parent. */
  readonly infos: GraphQLResolveInfo[] = [];
  readonly #data = new Piece();
  readonly #end = Promise.withResolvers<Written | null>();
  /** Set when nothing is pending any more. */
  #response: Buffer | null = null;
  #pending = 0;
  #left = false;
  #bytes = 0;
  readonly #exceed = () => this.leave();

  constructor(
    readonly request: ReadRequest,
    readonly seesPersonalData: boolean,
    private readonly writer: JsonWriter,
    private readonly limit = NO_LIMIT,
    readonly turns = NO_TURNS,
  ) {}

  /** Whether the operation is left to graphql-js. */
  get left(): boolean {
    return this.#left;
  }

  /** Leaves the operation to graphql-js. Throws `reason`, which is then reported at no position. */
  leave(reason: unknown = new Error('left to graphql-js')): never {
    this.#left = true;
    throw reason;
  }

  /** The output of `write` when nothing is pending any more; null if the operation is left to graphql-js. */
  write(write: () => void): Written | null | Promise<Written | null> {
    this.#fill(this.#data, write);
    return this.#pending === 0 ? this.#result() : this.#end.promise;
  }

  /** Reserves a place for the output of `fulfilled` or `rejected`, which is called when the promise settles. */
  wait(
    promise: PromiseLike<unknown>,
    fulfilled: (value: unknown) => void,
    rejected: (reason: unknown) => void,
  ): void {
    const position = this.writer.hole();
    this.#pending += 1;
    const fillWith = (write: (result: unknown) => void) => (result: unknown) => {
      this.#pending -= 1;
      this.#fill(position, () => write(result));
      if (this.#pending === 0) this.#end.resolve(this.#result());
    };
    promise.then(fillWith(fulfilled), fillWith(rejected));
  }

  #fill(piece: Piece, write: () => void): void {
    if (this.#left) return;
    this.writer.begin(piece, this.limit.bytes - this.#bytes, this.#exceed);
    try {
      write();
    } catch {
      this.#left = true;
    }
    this.#bytes += this.writer.written;
    const isLast = this.#pending === 0 && !this.left && this.#bytes <= this.limit.bytes;
    if (isLast) this.#enclose();
    this.writer.end();
    if (this.#bytes <= this.limit.bytes) return;
    this.#left = true;
    this.#data.parts.length = 0;
    this.limit.exceeded();
  }

  /** Copies the response only once: garbage collection alone frees the memory of each copy. */
  #enclose(): void {
    this.writer.endUncopied();
    this.#response = Buffer.concat([RESPONSE_START, ...this.#data.bytes(), RESPONSE_END]);
  }

  #result(): Written | null {
    const response = this.#response;
    if (response === null) return null;
    return {
      response,
      data: [response.subarray(RESPONSE_START.length, -RESPONSE_END.length)],
      errors: this.errors,
    };
  }
}

/** Writes the selected fields of an object, or of the root. */
export type WriteSelection = (source: unknown, run: Run, path: Path | undefined) => void;
