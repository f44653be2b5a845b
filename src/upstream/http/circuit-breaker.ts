import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';
import type { Logger } from 'pino';
import { type FailureReason, isProxyReason } from '../../domain/upstream/failure-reason.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { CircuitState as ToldState, UpstreamObserver } from '../../domain/upstream/upstream-observer.js';

/** Keeps requests from a provider that is down. */
export interface Breaker {
  /**
   * Runs one attempt; rejects at once with UPSTREAM_UNAVAILABLE, and without running it, while the circuit of
   * this origin, or of the proxy before it, is open.
   */
  run<T>(route: Route, signal: AbortSignal, attempt: () => Promise<T>): Promise<T>;
}

/** How a provider is reached, and for whom. */
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
  // Only ever by hand.
  [CircuitState.Isolated]: 'OPEN',
};

/**
 * A circuit for each origin of a provider, and for a proxy, whose own failures count for it alone. Opens after ten failures in a row; then one request every `probeAfter`
 * milliseconds is let through, and its success closes it. Failures are UPSTREAM_UNAVAILABLE and UPSTREAM_TIMEOUT,
 * but not if the caller's own signal aborted. `observer` is told of every change.
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
    // cockatiel lets others wait for the probe's outcome; a caller is better off with an answer at once.
    if (circuit.state === CircuitState.HalfOpen) throw rejection();
    try {
      return await circuit.execute(async () => {
        const isProbe = circuit.state === CircuitState.HalfOpen;
        try {
          return await attempt();
        } catch (error) {
          if (!isFailure(error)) throw error;
          const isOwn = isProxyReason(error.reason) === (role === 'PROXY');
          // A probe that was given up, or didn't get to the provider, has shown nothing: the circuit stays open.
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

/** Workspaces that a log line names at most. */
const NAMED = 20;

function named(workspaces: ReadonlySet<string | null>): readonly string[] {
  return [...workspaces].filter((workspace) => workspace !== null).slice(0, NAMED);
}

/** Marks what the circuit counts. */
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

/** Keeps the reason: what has to be mended first isn't retryable, whether or not it is tried again. */
function open(provider: Provider, role: Role, reason: FailureReason | null = null): UpstreamError {
  const who = role === 'PROXY' ? 'proxy' : 'provider';
  const message = `The ${who} has failed again and again; it is tried again in a few seconds.`;
  return new UpstreamError(provider, 'UPSTREAM_UNAVAILABLE', message, reason);
}
