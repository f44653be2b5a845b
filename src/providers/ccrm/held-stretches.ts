import type { KnownStretch } from './known-calls.js';
import { contains, type Stretch } from './stretch.js';

/** So many calls an operation holds and shares: what lies further on in a walk is hardly what others ask for, too. */
const HELD_CALLS = 20_000;
/** Of those further on only the latest are held. */
const LATEST_STRETCHES = 2;

/** What one operation has read of a call history. */
export class HeldStretches {
  readonly #held: KnownStretch[] = [];
  readonly #latest: KnownStretch[] = [];
  #calls = 0;

  /** Whether it holds as many calls as it may, so that what it reads from now on is of use to nobody else. */
  get isFull(): boolean {
    return this.#calls >= HELD_CALLS;
  }

  /** The latest of several around an instant. */
  at(instant: number): KnownStretch | undefined {
    const isAround = (stretch: Stretch) => contains(stretch, instant);
    return this.#latest.findLast(isAround) ?? this.#held.findLast(isAround);
  }

  add(known: KnownStretch): void {
    if (this.isFull) {
      this.#latest.push(known);
      if (this.#latest.length > LATEST_STRETCHES) this.#latest.shift();
    } else {
      this.#held.push(known);
      this.#calls += known.calls.length;
    }
  }
}
