import { SANDBOX_CREDENTIALS } from './credentials.js';
import type { SandboxProvider, SandboxRequest, SandboxRoute } from './request-log.js';

/** How the sandbox behaves; every field may be set while it runs. */
export interface SandboxBehaviour {
  /** Milliseconds that a route waits before it answers. */
  latencyMs: Partial<Record<SandboxRoute, number>>;
  /** The first fault that fits a request and has hits left is what the request gets. */
  faults: SandboxFault[];
  callHistoryOrder: 'newest-first' | 'oldest-first' | 'unsorted';
  /** Which of `dateFrom` and `dateTo` belong to a range; half-open: only the first. */
  bounds: 'inclusive' | 'exclusive' | 'half-open';
  /** The keys that ccrm takes. */
  ccrmTokens: string[];
  /** The fixed tokens that RingMe takes. */
  ringmeTokens: string[];
  /** The applications that RingMe issues tokens to: the secret of each id. */
  ringmeApps: Record<string, string>;
  /** Records on a page of the call history. */
  pageSize: number;
  /** Seconds that a token issued from now on works; null: for ever, and `expires_in` is left out. */
  tokenLifetime: number | null;
  /** A Voicenter code that fits no account answers with the root `[]`. */
  emptyRoot: boolean;
  /** The fields of RingMe's client that this application may write. */
  writableFields: string[];
  /** Requests an hour to RingMe's client before 429. */
  ringmeQuota: number;
  /** Requests that are answered in any second; the others are refused without a word on how long to wait. */
  requestsPerSecond: Partial<Record<LimitedPart, number>>;
  /** The same in any minute. */
  requestsPerMinute: Partial<Record<LimitedPart, number>>;
  /** Requests that are answered at the same time; the others are refused. */
  concurrentRequests: Partial<Record<LimitedPart, number>>;
}

/** What has a limit of its own: a provider, or RingMe's token endpoint beside the rest of RingMe. */
export type LimitedPart = SandboxProvider | 'token';

/** Which requests a fault hits (all if nothing is named), and what happens to them. */
export type SandboxFault = FaultTarget & FaultEffect;

interface FaultTarget {
  provider?: SandboxProvider;
  route?: SandboxRoute;
  /** Query fields that the request must have, such as `{ page: '2' }`. */
  query?: Record<string, string>;
  /** Fitting requests that pass unharmed first. */
  skip?: number;
  /** How many requests it hits; for ever if absent. */
  times?: number;
}

/**
 * hang: never answers. reset: destroys the socket. truncate: cuts the right answer in the middle.
 * stall: sends half of the right answer, then nothing.
 */
export type FaultEffect =
  | { status: number; body?: unknown; headers?: Record<string, string> }
  | { rawBody: string | Buffer; contentType?: string }
  | { redirect: string }
  | { hang: true }
  | { reset: true }
  | { truncate: true }
  | { stall: true };

/** The seven fields of RingMe's client that its document lets a PUT change. */
export const WRITABLE_FIELDS = [
  'dial_rule_id',
  'disk_space_notify_email',
  'disk_space_notify_threshold',
  'geo_list',
  'hold_music',
  'sip_network_permission_id',
  'timezone',
] as const;

/** The documented behaviour: no latency, no faults; if the documents are silent, the likeliest. */
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

/** Chooses faults and remembers how often each one has been met. */
export class FaultPicker {
  readonly #met = new WeakMap<SandboxFault, number>();

  /** What is to happen to this request, or null. Counts the request as met. */
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
