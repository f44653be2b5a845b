/** A clock that only a test moves. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Lets so many seconds pass. */
  pass(seconds: number): void;
  set(now: number): void;
}

/** Stands at an instant, such as `2025-03-12T10:00:00Z`. */
export function aClock(instant: string): Clock {
  let now = Date.parse(instant);
  return {
    now: () => now,
    pass: (seconds) => void (now += seconds * 1000),
    set: (next) => void (now = next),
  };
}
