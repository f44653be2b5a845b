/** The providers that the sandbox serves. */
export const PROVIDERS = ['voicenter', 'ringme', 'ccrm'] as const;
/** Their resources; unknown: a path that the provider doesn't have. */
export const ROUTES = ['GetExtensions', 'token', 'client', 'callHistory', 'notes', 'unknown'] as const;

export type SandboxProvider = (typeof PROVIDERS)[number];

export type SandboxRoute = (typeof ROUTES)[number];

/** A request as it arrived. */
export interface SandboxRequest {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly provider: SandboxProvider;
  readonly route: SandboxRoute;
  readonly method: string;
  /** With the query string as it was received. */
  readonly path: string;
  /** Decoded; the last value of a repeated field. */
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON (integers above 2^53 as bigints), the fields of a form, other text, or null if empty. */
  readonly body: unknown;
  /** aborted: the sender, or a fault, closed the connection before the whole response was sent. */
  readonly outcome: 'open' | 'answered' | 'aborted';
}

const KEPT = 10_000;

/** The last requests in order, at most 10,000, and how many were open at the same time. */
export class RequestLog {
  readonly requests: SandboxRequest[] = [];
  readonly #open = new Map<SandboxRoute, number>();
  readonly #peak = new Map<SandboxRoute, number>();

  /** Records a request as open. The returned function closes it; only its first call counts. */
  arrived(request: Omit<SandboxRequest, 'outcome'>): {
    request: SandboxRequest;
    close: (outcome: 'answered' | 'aborted') => void;
  } {
    const entry: { -readonly [Field in keyof SandboxRequest]: SandboxRequest[Field] } = {
      ...request,
      outcome: 'open',
    };
    if (this.requests.length >= KEPT) this.requests.splice(0, KEPT / 10);
    this.requests.push(entry);
    this.#count(entry.route, 1);
    const close = (outcome: 'answered' | 'aborted'): void => {
      if (entry.outcome !== 'open') return;
      entry.outcome = outcome;
      this.#count(entry.route, -1);
    };
    return { request: entry, close };
  }

  clear(): void {
    this.requests.length = 0;
  }

  /** The highest number of requests to a route that were open at the same time since the last reset. */
  peak(route: SandboxRoute): number {
    return this.#peak.get(route) ?? 0;
  }

  resetPeaks(): void {
    this.#peak.clear();
    for (const [route, open] of this.#open) this.#peak.set(route, open);
  }

  #count(route: SandboxRoute, change: 1 | -1): void {
    const open = (this.#open.get(route) ?? 0) + change;
    this.#open.set(route, open);
    this.#peak.set(route, Math.max(open, this.peak(route)));
  }
}
