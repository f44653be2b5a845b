import type { AuthSettings, Settings } from '../config/settings.js';
import type { LoadSheddingLimits } from '../http/backpressure/load-shedding.js';
import type { UnsentLimits } from '../http/backpressure/unsent-responses.js';
import type { Metrics } from '../observability/metrics/metrics.js';
import type { Traces } from '../observability/tracing/open-traces.js';
import type { ResponseCache } from '../operations/response-cache/response-cache.js';
import type { SocketLimits } from '../subscriptions/socket-connection.js';

export interface ServerOptions {
  /** Aborts some time before the server is closed; it reports that it isn't ready from then on. */
  readonly closing?: AbortSignal;
  readonly overload?: LoadSheddingLimits;
  readonly unsent?: UnsentLimits;
  readonly times?: Readonly<typeof REQUEST_TIMES>;
  readonly socketLimits?: SocketLimits | undefined;
  /** Caches whole responses; must be notified of every write. Nothing is cached if absent. */
  readonly responses?: ResponseCache | null;
  /** Receives the function that replaces the accepted keys and tokens. */
  readonly reloads?: ((reload: (auth: AuthSettings) => void) => void) | undefined;
  /** The clock by which new calls are found, in milliseconds since the epoch; the system's if absent. */
  readonly wallClock?: (() => number) | undefined;
  /**
   * Counts operations and requests; served at `/metrics` unless metrics have a separate port. Nothing is counted if
   * absent.
   */
  readonly metrics?: Metrics | null;
  /** Traces requests; none are traced if absent. */
  readonly traces?: Traces | null;
  /** The clock of the server and of `responses`, in milliseconds; a monotonic one if absent. */
  readonly now?: (() => number) | undefined;
}

/** Milliseconds within which a request must arrive, and between two checks. `request` includes the headers. */
export const REQUEST_TIMES = { headers: 10_000, request: 30_000, check: 2000 };

/** The sections that the server reads. */
export type ServedSettings = Pick<
  Settings,
  'server' | 'upstream' | 'limits' | 'subscriptions' | 'auth' | 'trustedDocuments' | 'federation'
>;
