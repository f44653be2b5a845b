import { atIndex } from './at-index.js';

/** A reproducible random generator: mulberry32, seeded with any number of integers. */
export class Random {
  #state: number;

  constructor(...seeds: readonly number[]) {
    this.#state = seeds.reduce((state, seed) => scramble(Math.imul(state, 31) + seed), 0x5bd1e995);
  }

  /** In [0, 1). */
  fraction(): number {
    return this.#word() / 2 ** 32;
  }

  /** From `low` to `high`, both included. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  /** True in `percent` of the cases. */
  chance(percent: number): boolean {
    return this.fraction() * 100 < percent;
  }

  /** One of the values; throws a RangeError if there are none. */
  pick<Value>(values: readonly Value[]): Value {
    return atIndex(values, Math.floor(this.fraction() * values.length));
  }

  /** One of the values, the earlier ones more often; throws a RangeError if there are none. */
  pickEarly<Value>(values: readonly Value[]): Value {
    return atIndex(values, Math.floor(this.fraction() * Math.sqrt(this.fraction()) * values.length));
  }

  /** One of the values, with a probability proportional to its weight. */
  weighted<Value>(choices: readonly (readonly [Value, number])[]): Value {
    let rest = this.fraction() * choices.reduce((sum, [, weight]) => sum + weight, 0);
    for (const [value, weight] of choices) {
      rest -= weight;
      if (rest < 0) return value;
    }
    throw new RangeError('nothing to pick from');
  }

  /** A version 4 UUID (RFC 9562); its first 32 bits may be given. */
  uuid(head: number = this.#word()): string {
    const hex = [head, this.#word(), this.#word(), this.#word()].map((word) =>
      word.toString(16).padStart(8, '0'),
    );
    const digits = hex.join('');
    const variant = ((parseInt(digits.charAt(16), 16) & 3) | 8).toString(16);
    return [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(13, 16)}`,
      `${variant}${digits.slice(17, 20)}`,
      digits.slice(20),
    ].join('-');
  }

  #word(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  }
}

function scramble(word: number): number {
  const mixed = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  return (mixed ^ (mixed >>> 13)) >>> 0;
}
