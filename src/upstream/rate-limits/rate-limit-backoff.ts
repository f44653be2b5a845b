/** Decides when one account of a provider may send its next request, by what its rate limit has let through. */
export interface RateLimitBackoff {
  /** Milliseconds until one more may be sent; 0: at once; null: not before one that is under way has ended. */
  wait(): number | null;
  /** Counts a request as under way; its end must be reported once. */
  sent(): SentRequest;
  /** Requests a second that the account keeps to, as it was refused more; null: no limit is known. */
  readonly perSecond: number | null;
}

/** How a request ended. */
export interface SentRequest {
  /** The provider answered it. */
  readonly passed: () => void;
  /** A rate limit refused it; `told` is the wait in milliseconds, null if the provider doesn't say. */
  readonly refused: (told: number | null) => void;
  /** It failed otherwise, which says nothing about the limit. */
  readonly failed: () => void;
}

/** Milliseconds in which requests are counted. */
const WINDOW = 1000;
/** A longer wait is that of a quota by the minute or hour, which doesn't tell how many a second are allowed. */
const LONGEST_OF_A_RATE = 10_000;
/** Milliseconds after a refusal from which on more are tried. */
const CALM = 2000;
/** Milliseconds after a refusal within which another one means that far too many are sent. */
const SOON = WINDOW / 2;
const FIRST_BACKOFF = 1000;
const LONGEST_BACKOFF = 60_000;
/** So many times what was learned is as good as no limit. */
const FORGOTTEN = 100;

/**
 * No limit is assumed until the provider refuses a request. As many as came through in the second before are then
 * sent in any second, evenly, as some providers allow no more than a few at once; after two seconds without a refusal
 * ever more are tried. If nothing came through, one request is tried after a second, two, four, up to a minute. `now`
 * is a clock in milliseconds that never goes back.
 */
export function createRateLimitBackoff(now: () => number): RateLimitBackoff {
  /** When answers came, those of the last window. */
  const passes: number[] = [];
  let inFlight = 0;
  /** Requests sent together until one is refused: the refusals of the others say nothing new. */
  let burst = { inFlight: 0 };
  let refused = { burst, at: -Infinity, cameThrough: 0, tellsRate: false };
  let learned = Infinity;
  let sentAt = -Infinity;
  let toldUntil = -Infinity;
  let backoffUntil = -Infinity;
  /** In a row, with nothing let through. */
  let emptyRefusals = 0;

  function recent(): number {
    const start = now() - WINDOW;
    while (passes[0] !== undefined && passes[0] <= start) passes.shift();
    return passes.length;
  }

  function perWindow(): number {
    const windows = Math.max(0, now() - refused.at - CALM) / WINDOW;
    const growth = 1 + (2 ** windows - 1) / 10;
    if (growth > FORGOTTEN) learned = Infinity;
    return Math.floor(learned * growth);
  }

  function learnFromBurst(cameThrough: number): void {
    refused.cameThrough = cameThrough;
    if (cameThrough === 0 || !refused.tellsRate) return;
    learned = cameThrough;
    backoffUntil = -Infinity;
    emptyRefusals = 0;
  }

  function refuse(told: number | null): void {
    const tellsRate = told === null || told <= LONGEST_OF_A_RATE;
    const most = Math.ceil(perWindow() * (now() - refused.at < SOON ? 0.75 : 0.9));
    refused = { burst, at: now(), cameThrough: 0, tellsRate };
    burst = { inFlight: 0 };
    const cameThrough = recent();
    if (cameThrough === 0) {
      // The first told wait is believed, even if it is shorter.
      const empty = told === null ? emptyRefusals : emptyRefusals - 1;
      const backoff = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** empty);
      backoffUntil = empty < 0 ? -Infinity : now() + backoff;
      emptyRefusals += 1;
    }
    learnFromBurst(Math.min(cameThrough, most));
  }

  return {
    get perSecond() {
      const most = perWindow();
      return most === Infinity ? null : most;
    },

    wait() {
      const held = Math.max(toldUntil, backoffUntil) - now();
      if (held > 0) return held;
      if (emptyRefusals > 0) return burst.inFlight === 0 ? 0 : null;
      const most = perWindow();
      const over = recent() + inFlight - most;
      if (over < 0) return Math.max(0, sentAt + WINDOW / most - now());
      const leaving = passes[over];
      return leaving === undefined ? null : leaving + WINDOW - now();
    },

    sent() {
      const own = burst;
      sentAt = now();
      inFlight += 1;
      own.inFlight += 1;
      const ended = () => {
        inFlight -= 1;
        own.inFlight -= 1;
      };
      return {
        passed: () => {
          ended();
          recent();
          passes.push(now());
          if (own === burst) emptyRefusals = 0;
          else if (own === refused.burst) learnFromBurst(refused.cameThrough + 1);
        },
        refused: (told) => {
          ended();
          toldUntil = Math.max(toldUntil, now() + (told ?? 0));
          if (own === burst) refuse(told);
        },
        failed: ended,
      };
    },
  };
}
