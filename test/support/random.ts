/** A deterministic random number generator: the same seed gives the same numbers. */
export interface Random {
  /** From 0 up to, but excluding, 1. */
  fraction(): number;
  /** An integer from `least` to `most`. */
  whole(least: number, most: number): number;
  /** One of the items, of which there is at least one. */
  pick<T>(items: readonly T[]): T;
}

/** mulberry32, from a seed of 32 bits. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;

  function fraction(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  const whole = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1));

  return {
    fraction,
    whole,
    pick(items) {
      for (const item of items.slice(whole(0, items.length - 1))) return item;
      throw new RangeError('There is nothing to pick from.');
    },
  };
}
