export type RateLimitBackoff = ReturnType<typeof createRateLimitBackoff>;

/** How a request ended. */
export type SentRequest = ReturnType<RateLimitBackoff['sent']>;

/** The window, in milliseconds, in which requests are counted. */
const WINDOW = 1000;
/** A longer wait belongs to a quota per minute or hour, which says nothing about the rate per second. */
const LONGEST_OF_A_RATE = 10_000;
/** Milliseconds after a rejection until the rate grows again. */
const CALM = 2000;
/** Another rejection within this many milliseconds means that the rate is far too high. */
const SOON = WINDOW / 2;
const FIRST_BACKOFF = 1000;
const LONGEST_BACKOFF = 60_000;
/** A rate that has grown to this multiple of the learned limit counts as unlimited. */
const FORGOTTEN = 100;

/**
 * Decides when an account of a provider may send its next request, given how many its rate limit has accepted.
 * Assumes no limit until the provider rejects a request. Then limits every second to the number of requests
 * that were accepted in the second before, evenly spaced because some providers allow few at once. After two
 * seconds without a rejection the rate grows. If none was accepted, tries one request after 1, 2, 4 … 60
 * seconds. `now` is a monotonic clock in milliseconds.
 */
export function createRateLimitBackoff(now: () => number) {
  /** When the responses of the last window arrived. */
  const passes: number[] = [];
  let inFlight = 0;
  /** The requests sent since the last rejection. Rejections of earlier requests say nothing new. */
  let burst = { inFlight: 0 };
  let refused = { burst, at: -Infinity, cameThrough: 0, showsRate: false };
  let learned = Infinity;
  let sentAt = -Infinity;
  let waitUntil = -Infinity;
  let backoffUntil = -Infinity;
  /** Consecutive rejections while no request was accepted. */
  let emptyRefusals = 0;
  let forgets = 0;

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
    if (cameThrough === 0 || !refused.showsRate) return;
    learned = cameThrough;
    backoffUntil = -Infinity;
    emptyRefusals = 0;
  }

  function refuse(wait: number | null): void {
    const showsRate = wait === null || wait <= LONGEST_OF_A_RATE;
    const most = Math.ceil(perWindow() * (now() - refused.at < SOON ? 0.75 : 0.9));
    refused = { burst, at: now(), cameThrough: 0, showsRate };
    burst = { inFlight: 0 };
    const cameThrough = recent();
    if (cameThrough === 0) {
      // Obeys the first wait that the provider names, even if it is shorter.
      const empty = wait === null ? emptyRefusals : emptyRefusals - 1;
      const backoff = Math.min(LONGEST_BACKOFF, FIRST_BACKOFF * 2 ** empty);
      backoffUntil = empty < 0 ? -Infinity : now() + backoff;
      emptyRefusals += 1;
    }
    learnFromBurst(Math.min(cameThrough, most));
  }

  return {
    /** The learned limit in requests per second; null if no limit is known. */
    get perSecond(): number | null {
      const most = perWindow();
      return most === Infinity ? null : most;
    },

    /** Milliseconds until the next request may be sent; null if a request in flight must end first. */
    wait(): number | null {
      const held = Math.max(waitUntil, backoffUntil) - now();
      if (held > 0) return held;
      if (emptyRefusals > 0) return burst.inFlight === 0 ? 0 : null;
      const most = perWindow();
      const over = recent() + inFlight - most;
      if (over < 0) return Math.max(0, sentAt + WINDOW / most - now());
      const leaving = passes[over];
      return leaving === undefined ? null : leaving + WINDOW - now();
    },

    /** Counts a request in flight. Its end must be reported exactly once; `ended` is called then. */
    sent(ended: () => void = () => undefined) {
      const own = burst;
      const before = forgets;
      sentAt = now();
      inFlight += 1;
      own.inFlight += 1;
      const leave = () => {
        inFlight -= 1;
        own.inFlight -= 1;
      };
      return {
        /** The provider responded. */
        passed: (): void => {
          leave();
          recent();
          passes.push(now());
          if (own === burst) emptyRefusals = 0;
          else if (own === refused.burst) learnFromBurst(refused.cameThrough + 1);
          ended();
        },
        /** A rate limit rejected it; `wait` is the one that the provider named, in milliseconds, or null. */
        refused: (wait: number | null): void => {
          leave();
          if (before === forgets) {
            waitUntil = Math.max(waitUntil, now() + (wait ?? 0));
            if (own === burst) refuse(wait);
          }
          ended();
        },
        /** It failed for another reason, which says nothing about the limit. */
        failed: (): void => {
          leave();
          ended();
        },
      };
    },

    /** Assumes no limit again, regardless of requests in flight: later requests belong to another account. */
    forget(): void {
      forgets += 1;
      learned = Infinity;
      refused.showsRate = false;
      [waitUntil, backoffUntil, emptyRefusals] = [-Infinity, -Infinity, 0];
    },
  };
}
