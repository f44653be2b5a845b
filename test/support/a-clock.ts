/** A clock that moves only when the test moves it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Advances the clock. */
  pass(seconds: number): void;
  set(now: number): void;
}

/** A clock stopped at an instant such as `2025-03-12T10:00:00Z`. */
export function aClock(instant: string): Clock {
  let now = Date.parse(instant);
  return {
    now: () => now,
    pass: (seconds) => void (now += seconds * 1000),
    set: (next) => void (now = next),
  };
}
