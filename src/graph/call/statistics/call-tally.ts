import type { Call } from '../../../domain/call.js';
import type { CallSums } from '../../../domain/call-sums.js';
import type { CallFigures } from './call-statistics.type.js';

/** Counts calls without storing them. */
export class CallTally {
  #calls = 0;
  #answered = 0;
  #seconds = 0;
  #longest = 0;

  add({ status, durationSeconds }: Pick<Call, 'status' | 'durationSeconds'>): void {
    this.#calls += 1;
    if (status === 'ANSWERED') this.#answered += 1;
    this.#seconds += durationSeconds;
    this.#longest = Math.max(this.#longest, durationSeconds);
  }

  /** Adds calls that are already counted. */
  addSums({ calls, answered, seconds, longest }: CallSums): void {
    this.#calls += calls;
    this.#answered += answered;
    this.#seconds += seconds;
    this.#longest = Math.max(this.#longest, longest);
  }

  figures(): CallFigures {
    const some = this.#calls > 0;
    return {
      callCount: this.#calls,
      answeredCount: this.#answered,
      answeredShare: some ? this.#answered / this.#calls : null,
      meanDurationSeconds: some ? this.#seconds / this.#calls : null,
      longestDurationSeconds: some ? this.#longest : null,
    };
  }
}
