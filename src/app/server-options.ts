import type { AuthSettings, Settings } from '../config/settings.js';
import type { LoadSheddingLimits } from '../http/backpressure/load-shedding.js';
import type { UnsentLimits } from '../http/backpressure/unsent-answers.js';
import type { Metrics } from '../observability/metrics/metrics.js';
import type { Traces } from '../observability/tracing/open-traces.js';
import type { ResponseCache } from '../operations/response-cache/response-cache.js';
import type { SocketLimits } from '../subscriptions/socket-connection.js';

export interface ServerOptions {
  /** Aborts some time before the server is closed: from then on it says that it isn't ready. */
  readonly closing?: AbortSignal;
  readonly overload?: LoadSheddingLimits;
  readonly unsent?: UnsentLimits;
  readonly times?: RequestTimes;
  readonly socketLimits?: SocketLimits | undefined;
  /** Keeps whole answers; must be told of every write. Nothing is kept if absent. */
  readonly responses?: ResponseCache | null;
  /** Is given what reloads the keys and tokens that are taken. */
  readonly reloads?: ((reload: (auth: AuthSettings) => void) => void) | undefined;
  /** By which new calls are looked for, in milliseconds since the epoch; the system's if absent. */
  readonly wallClock?: (() => number) | undefined;
  /** Counts what is answered; served at `/metrics` if it has no port of its own. Nothing is counted if absent. */
  readonly metrics?: Metrics | null;
  /** Traces requests; none are traced if absent. */
  readonly traces?: Traces | null;
  /** The server's clock, in milliseconds, and that of `responses`; one that never goes back if absent. */
  readonly now?: (() => number) | undefined;
}

/** Milliseconds in which a request must arrive, and how often that is looked at. */
export interface RequestTimes {
  readonly headers: number;
  /** With the headers. */
  readonly request: number;
  readonly check: number;
}

export const REQUEST_TIMES: RequestTimes = { headers: 10_000, request: 30_000, check: 2000 };

export type ServedSettings = Pick<
  Settings,
  'server' | 'upstream' | 'limits' | 'subscriptions' | 'auth' | 'trustedDocuments' | 'federation'
>;
