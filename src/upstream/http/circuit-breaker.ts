import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Logger } from 'pino';
import { type FailureReason, isProxyReason } from '../../domain/upstream/failure-reason.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { CircuitState as ToldState, UpstreamObserver } from '../../domain/upstream/upstream-observer.js';

/** Stops requests to a provider that is down. */
export interface Breaker {
  /**
   * Runs one attempt. While the circuit of this origin, or of the proxy before it, is open, rejects
   * immediately with UPSTREAM_UNAVAILABLE and doesn't run it.
   */
  run<T>(route: Route, signal: AbortSignal, attempt: () => Promise<T>): Promise<T>;
}

/** How a provider is reached, and for which workspace. */
export interface Route {
  /** null for tokens that several workspaces share. */
  readonly workspace: string | null;
  readonly origin: string;
  /** The origin of the proxy before it; null without one. */
  readonly proxy: string | null;
}

type Role = 'PROVIDER' | 'PROXY';

const CONSECUTIVE_FAILURES = 10;

const TOLD: Readonly<Record<CircuitState, ToldState>> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.Open]: 'OPEN',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  // cockatiel enters this state only on request.
  [CircuitState.Isolated]: 'OPEN',
};

/**
 * One circuit per origin of a provider and per proxy; a proxy's failures count for its circuit only. A
 * circuit opens after ten consecutive failures. It then lets one request through every `probeAfter`
 * milliseconds, and closes if that succeeds. UPSTREAM_UNAVAILABLE and UPSTREAM_TIMEOUT are failures, unless
 * the caller's signal aborted. `observer` is notified of every change.
 */
export function createBreaker(
  provider: Provider,
  probeAfter: number,
  logger: Logger,
  observer: UpstreamObserver,
): Breaker {
  const circuits = new Map<string, ReturnType<typeof openCircuit>>();
  /** Why the last attempt at an origin failed. */
  const reasons = new Map<string, FailureReason | null>();

  function openCircuit(origin: string) {
    const users = new Set<string | null>();
    const circuit = circuitBreaker(
      handleWhen((error) => error instanceof CountedFailure),
      { halfOpenAfter: probeAfter, breaker: new ConsecutiveBreaker(CONSECUTIVE_FAILURES) },
    );
    circuit.onBreak(() => {
      const reason = reasons.get(origin);
      logger.warn({ provider, workspaces: named(users), ...(reason && { reason }) }, 'circuit open');
    });
    circuit.onReset(() => logger.info({ provider, workspaces: named(users) }, 'circuit closed'));
    let state: ToldState = 'CLOSED';
    circuit.onStateChange((changed) => {
      for (const workspace of users) observer.circuitChanged(provider, workspace, state, TOLD[changed]);
      state = TOLD[changed];
    });

    function use(workspace: string | null): void {
      if (users.has(workspace)) return;
      users.add(workspace);
      observer.circuitChanged(provider, workspace, null, state);
    }
    return { circuit, use };
  }

  function circuitFor(origin: string, workspace: string | null) {
    const opened = circuits.get(origin) ?? openCircuit(origin);
    circuits.set(origin, opened);
    opened.use(workspace);
    return opened.circuit;
  }

  async function guard<T>(
    role: Role,
    { origin, workspace }: Pick<Route, 'origin' | 'workspace'>,
    signal: AbortSignal,
    attempt: () => Promise<T>,
  ): Promise<T> {
    const circuit = circuitFor(origin, workspace);
    const rejection = () => open(provider, role, reasons.get(origin));
    // cockatiel would let other requests wait for the probe's outcome; they should fail fast instead.
    if (circuit.state === CircuitState.HalfOpen) throw rejection();
    try {
      return await circuit.execute(async () => {
        const isProbe = circuit.state === CircuitState.HalfOpen;
        try {
          return await attempt();
        } catch (error) {
          if (!isFailure(error)) throw error;
          const isOwn = isProxyReason(error.reason) === (role === 'PROXY');
          // A probe that was aborted, or didn't reach the provider, proves nothing: the circuit stays open.
          const isUnproven = isProbe && (signal.aborted || role === 'PROVIDER');
          if (!isUnproven && (!isOwn || signal.aborted)) throw error;
          reasons.set(origin, error.reason);
          throw new CountedFailure(error);
        }
      });
    } catch (error) {
      if (error instanceof CountedFailure) throw error.failure;
      throw error instanceof BrokenCircuitError ? rejection() : error;
    }
  }

  return {
    run({ origin, proxy, workspace }, signal, attempt) {
      const reach = () => guard('PROVIDER', { origin, workspace }, signal, attempt);
      return proxy === null ? reach() : guard('PROXY', { origin: proxy, workspace }, signal, reach);
    },
  };
}

/** The most workspaces that a log line names. */
const NAMED = 20;

function named(workspaces: ReadonlySet<string | null>): readonly string[] {
  return [...workspaces].filter((workspace) => workspace !== null).slice(0, NAMED);
}

/** Marks a failure that the circuit counts. */
class CountedFailure extends Error {
  constructor(readonly failure: UpstreamError) {
    super();
  }
}

function isFailure(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError &&
    (error.code === 'UPSTREAM_UNAVAILABLE' || error.code === 'UPSTREAM_TIMEOUT')
  );
}

/** Keeps the reason of the last failure, which decides whether the error is retryable. */
function open(provider: Provider, role: Role, reason: FailureReason | null = null): UpstreamError {
  const who = role === 'PROXY' ? 'proxy' : 'provider';
  const message = `The ${who} has failed repeatedly; it is retried in a few seconds.`;
  return new UpstreamError(provider, 'UPSTREAM_UNAVAILABLE', message, reason);
}
