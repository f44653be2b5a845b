/** Whom the attackers attack, and what they have. */
export interface Target {
  /** Of the server under attack, without a path. */
  readonly url: string;
  /** A key that may read everything. */
  readonly key: string;
  /** Good tokens without a subject and without a scope. */
  readonly subjectless: readonly string[];
  /** Global ids of calls and extensions that exist. */
  readonly ids: readonly string[];
  /** RFC 3339, three days up to now. */
  readonly from: string;
  readonly to: string;
}

/** What the attackers of one kind got: how often each outcome came about. */
export type Outcomes = Map<string, number>;

/** Attacks until the signal aborts, and counts what it got. */
export type Attack = (target: Target, signal: AbortSignal, count: (outcome: string) => void) => Promise<void>;

/** Goes on with `work` in so many places at once until the signal aborts; a work that fails is tried again. */
export async function keepAt(
  places: number,
  signal: AbortSignal,
  work: (place: number, round: number) => Promise<void>,
): Promise<void> {
  await Promise.all(
    Array.from({ length: places }, async (_, place) => {
      for (let round = 0; !signal.aborted; round += 1) await work(place, round);
    }),
  );
}
