import type { Call } from '../domain/call.js';
import { UnreadableCallsError } from '../domain/upstream/upstream-error.js';
import { type OperationArchive, unlessFailed } from './operation-archive.js';
import type { Segment } from './read-plan.js';

/** The segments of one query's interval that have records but no readable ones. Other segments may have calls. */
export class UnreadableSegments {
  #failure: UnreadableCallsError | null = null;
  #hasCalls = false;

  constructor(private readonly operation: Pick<OperationArchive, 'archive'>) {}

  /** The batches of one segment; none if it has no record that can be read. */
  async *leftOut(batches: AsyncIterable<readonly Call[]>): AsyncGenerator<readonly Call[]> {
    try {
      for await (const calls of batches) {
        this.#hasCalls ||= calls.length > 0;
        yield calls;
      }
    } catch (error) {
      if (!(error instanceof UnreadableCallsError)) throw error;
      this.#failure ??= error;
    }
  }

  /** Throws the UnreadableCallsError of a segment if none of these, which have all been read, has a call. */
  async judge(segments: readonly Segment[]): Promise<void> {
    if (this.#failure === null || this.#hasCalls) return;
    for (const segment of segments) {
      // Its calls may not meet the criteria, or have been summed.
      const isArchived = segment.from === 'ARCHIVE';
      if (isArchived && (await unlessFailed(this.operation.archive.store.count(segment, 1), 0)) > 0) return;
    }
    throw this.#failure;
  }
}
