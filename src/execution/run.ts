import type { GraphQLError, GraphQLResolveInfo } from 'graphql';
import type { Path, ReadRequest } from './graphql-js.js';
import { Piece, type JsonWriter } from './json-writer.js';

const ANSWER = Buffer.from('{"data":');
const ANSWER_END = Buffer.from('}\n');

/** What came of an operation. */
export interface Written {
  /** The whole answer if there is nothing beside the data: an object with them and a line break, in UTF-8. */
  readonly answer: Buffer;
  /** JSON in UTF-8, one behind the other. */
  readonly data: readonly Uint8Array[];
  /** In the order in which they happened; each position has null. */
  readonly errors: readonly GraphQLError[];
}

/** How many bytes an answer's data may take; null is answered for longer ones, and `exceeded` called. */
export interface LengthLimit {
  readonly bytes: number;
  readonly exceeded: () => void;
}

/** Lets others have their turn while a long list is written. */
export interface Turns {
  /** Whether others have theirs before the next items. */
  readonly isOver: () => boolean;
  /** Resolves when the next items may be written. */
  readonly next: () => Promise<void>;
}

const NO_LIMIT: LengthLimit = { bytes: Infinity, exceeded: () => undefined };
const NO_TURNS: Turns = { isOver: () => false, next: () => Promise.resolve() };

/** One execution of an operation. */
export class Run {
  readonly errors: GraphQLError[] = [];
  /** The arguments of fields that were asked already, by the fields' numbers. */
  readonly args: Readonly<Record<string, unknown>>[] = [];
  /** What resolvers that ignore the path were told, by the fields' numbers. */
  readonly infos: GraphQLResolveInfo[] = [];
  readonly #data = new Piece();
  readonly #end = Promise.withResolvers<Written | null>();
  /** Once nothing is waited for any more. */
  #answer: Buffer | null = null;
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

  /** Leaves the operation to graphql-js: for what is thrown then, no position is written. */
  leave(reason: unknown = new Error('left to graphql-js')): never {
    this.#left = true;
    throw reason;
  }

  /** What `write` writes, once nothing is waited for any more; null if the operation is left to graphql-js. */
  write(write: () => void): Written | null | Promise<Written | null> {
    this.#fill(this.#data, write);
    return this.#pending === 0 ? this.#result() : this.#end.promise;
  }

  /** Leaves a place for what `fulfilled` or `rejected` writes when the promise settles. */
  wait(
    promise: PromiseLike<unknown>,
    fulfilled: (value: unknown) => void,
    rejected: (reason: unknown) => void,
  ): void {
    const position = this.writer.hole();
    this.#pending += 1;
    const fill = (write: () => void) => {
      this.#pending -= 1;
      this.#fill(position, write);
      if (this.#pending === 0) this.#end.resolve(this.#result());
    };
    promise.then(
      (value) => {
        fill(() => {
          fulfilled(value);
        });
      },
      (reason: unknown) => {
        fill(() => {
          rejected(reason);
        });
      },
    );
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

  /** Copies the answer once: only a collection gives the memory of each copy back. */
  #enclose(): void {
    this.writer.endUncopied();
    this.#answer = Buffer.concat([ANSWER, ...this.#data.bytes(), ANSWER_END]);
  }

  #result(): Written | null {
    const answer = this.#answer;
    if (answer === null) return null;
    return { answer, data: [answer.subarray(ANSWER.length, -ANSWER_END.length)], errors: this.errors };
  }
}

/** Writes what is selected of an object, or of a root. */
export type WriteSelection = (source: unknown, run: Run, path: Path | undefined) => void;
