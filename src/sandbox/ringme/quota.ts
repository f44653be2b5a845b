const HOUR = 3_600_000;

/** RingMe's hourly quota, counted in fixed hours from the first request. */
export class Quota {
  #windowStart = 0;
  #used = 0;

  /** Counts one request. Returns whether it is within the limit, and the headers that report it (reset in seconds). */
  use(limit: number, now: number): { allowed: boolean; headers: Record<string, string> } {
    if (now - this.#windowStart >= HOUR) {
      this.#windowStart = now;
      this.#used = 0;
    }
    this.#used += 1;
    return {
      allowed: this.#used <= limit,
      headers: {
        'x-ratelimit-limit': String(limit),
        'x-ratelimit-remaining': String(Math.max(0, limit - this.#used)),
        'x-ratelimit-reset': String(Math.ceil((this.#windowStart + HOUR - now) / 1000)),
      },
    };
  }
}
