/** The id of the key with which the server's token issuer signs. */
export const KEY_ID = 'one';

/** The target of the attackers, and the data they have. */
export interface Target {
  /** The address of the server under attack, without a path. */
  readonly url: string;
  /** A key that may read everything. */
  readonly key: string;
  /** Valid tokens without a subject and without a scope. */
  readonly subjectless: readonly string[];
  /** Global ids of calls and extensions that exist. */
  readonly ids: readonly string[];
  /** RFC 3339; the range is the last three days. */
  readonly from: string;
  readonly to: string;
}

/** The number of each outcome of one kind of attack. */
export type Outcomes = Map<string, number>;

/** Attacks until the signal aborts, and counts the outcomes. */
export type Attack = (target: Target, signal: AbortSignal, count: (outcome: string) => void) => Promise<void>;

/** Repeats `work` in so many concurrent loops until the signal aborts; failed work is repeated, too. */
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
