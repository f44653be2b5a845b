import { SANDBOX_CREDENTIALS } from './credentials.js';
import type { SandboxProvider, SandboxRequest, SandboxRoute } from './request-log.js';

/** How the sandbox behaves; every field may be changed while it runs. */
export interface SandboxBehaviour {
  /** Milliseconds that a route waits before it responds. */
  latencyMs: Partial<Record<SandboxRoute, number>>;
  /** A request gets the first fault that matches it and has hits left. */
  faults: SandboxFault[];
  callHistoryOrder: 'newest-first' | 'oldest-first' | 'unsorted';
  /** Which of `dateFrom` and `dateTo` belong to a range; half-open: only the first. */
  bounds: 'inclusive' | 'exclusive' | 'half-open';
  /** The keys that ccrm accepts. */
  ccrmTokens: string[];
  /** The fixed tokens that RingMe accepts. */
  ringmeTokens: string[];
  /** The secrets by id of the applications to which RingMe issues tokens. */
  ringmeApps: Record<string, string>;
  /** Records on a page of the call history. */
  pageSize: number;
  /** Seconds for which a newly issued token is valid; null: without limit, and without `expires_in`. */
  tokenLifetime: number | null;
  /** Whether a Voicenter code that fits no account gets the root `[]`. */
  emptyRoot: boolean;
  /** The fields of RingMe's client that this application may write. */
  writableFields: string[];
  /** Requests per hour to RingMe's client before a 429. */
  ringmeQuota: number;
  /** Requests answered within any second; the others are refused without saying how long to wait. */
  requestsPerSecond: Partial<Record<LimitedPart, number>>;
  /** Like `requestsPerSecond`, within any minute. */
  requestsPerMinute: Partial<Record<LimitedPart, number>>;
  /** Requests answered at the same time; the others are refused. */
  concurrentRequests: Partial<Record<LimitedPart, number>>;
}

/** A part with a separate limit: a provider, or RingMe's token endpoint. */
export type LimitedPart = SandboxProvider | 'token';

/** Which requests a fault hits (all by default), and what happens to them. */
export type SandboxFault = FaultTarget & FaultEffect;

interface FaultTarget {
  provider?: SandboxProvider;
  route?: SandboxRoute;
  /** Query fields that the request must have, such as `{ page: '2' }`. */
  query?: Record<string, string>;
  /** Matching requests that pass before the first hit. */
  skip?: number;
  /** The number of requests it hits; unlimited if absent. */
  times?: number;
}

/**
 * hang: never responds. reset: destroys the socket. truncate: cuts off the right response in the middle. stall: sends
 * half of the right response, then nothing.
 */
export type FaultEffect =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { rawBody: string | Buffer; contentType?: string }
  | { redirect: string }
  | { hang: true }
  | { reset: true }
  | { truncate: true }
  | { stall: true };

/** The seven fields of RingMe's client that a PUT may change, as documented. */
export const WRITABLE_FIELDS = [
  'dial_rule_id',
  'disk_space_notify_email',
  'disk_space_notify_threshold',
  'geo_list',
  'hold_music',
  'sip_network_permission_id',
  'timezone',
] as const;

/** The documented behaviour, or the likeliest if the documents are silent. No latency, no faults. */
export function documentedBehaviour(): SandboxBehaviour {
  return {
    latencyMs: {},
    faults: [],
    callHistoryOrder: 'newest-first',
    bounds: 'inclusive',
    ccrmTokens: [SANDBOX_CREDENTIALS.ccrmToken],
    ringmeTokens: [SANDBOX_CREDENTIALS.ringmeToken],
    ringmeApps: { [SANDBOX_CREDENTIALS.ringmeAppId]: SANDBOX_CREDENTIALS.ringmeAppSecret },
    pageSize: 1000,
    tokenLifetime: 3600,
    emptyRoot: false,
    writableFields: [...WRITABLE_FIELDS],
    ringmeQuota: 1_000_000,
    requestsPerSecond: {},
    requestsPerMinute: {},
    concurrentRequests: {},
  };
}

/** Chooses faults and counts the requests that each one has matched. */
export class FaultPicker {
  readonly #met = new WeakMap<SandboxFault, number>();

  /** The fault for this request, or null. Counts the request. */
  pick(faults: readonly SandboxFault[], request: SandboxRequest): FaultEffect | null {
    for (const fault of faults) {
      if (!fits(fault, request)) continue;
      const met = this.#met.get(fault) ?? 0;
      const skip = fault.skip ?? 0;
      if (met >= skip + (fault.times ?? Infinity)) continue;
      this.#met.set(fault, met + 1);
      if (met >= skip) return fault;
    }
    return null;
  }
}

function fits(target: FaultTarget, request: SandboxRequest): boolean {
  return (
    (target.provider ?? request.provider) === request.provider &&
    (target.route ?? request.route) === request.route &&
    Object.entries(target.query ?? {}).every(([name, value]) => request.query[name] === value)
  );
}
