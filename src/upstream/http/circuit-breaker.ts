import type { Logger } from 'pino';
import { type FailureReason, isProxyReason } from '../../domain/upstream/failure-reason.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { UpstreamObserver } from '../../domain/upstream/upstream-observer.js';
import { Circuit, type Outcome } from './circuit.js';

/** How a provider is reached, and for which workspace. */
export interface Route {
  /** null for tokens that several workspaces share. */
  readonly workspace: string | null;
  readonly origin: string;
  /** The origin of the proxy before it; null without one. */
  readonly proxy: string | null;
}

type Role = 'PROVIDER' | 'PROXY';

/**
 * Stops requests to a provider that is down, with one circuit per provider origin and one per proxy; a proxy's failures
 * count only for its circuit. A circuit opens after ten consecutive failures. It then lets one request through every
 * `probeAfter` milliseconds, and closes if that succeeds. UPSTREAM_UNAVAILABLE and UPSTREAM_TIMEOUT are failures,
 * unless the caller's signal aborted. `now`: a monotonic clock in milliseconds. `observer` is notified of every change.
 */
export function createBreaker(
  provider: Provider,
  { probeAfter, now }: { readonly probeAfter: number; readonly now: () => number },
  logger: Logger,
  observer: UpstreamObserver,
) {
  const guards = new Map<string, ReturnType<typeof openGuard>>();

  function openGuard(role: Role) {
    const users = new Set<string | null>();
    /** Why the last attempt that counted failed. */
    let reason: FailureReason | null = null;
    const circuit = new Circuit(probeAfter, now, (from, to) => {
      const workspaces = named(users);
      if (to === 'OPEN') logger.warn({ provider, workspaces, ...(reason && { reason }) }, 'circuit open');
      if (to === 'CLOSED') logger.info({ provider, workspaces }, 'circuit closed');
      for (const workspace of users) observer.circuitChanged(provider, workspace, from, to);
    });
    return {
      circuit,
      use(workspace: string | null): void {
        if (users.has(workspace)) return;
        users.add(workspace);
        observer.circuitChanged(provider, workspace, null, circuit.state);
      },
      /** Begins an attempt; call the returned function once with its error, or null if it succeeded. */
      begin() {
        const end = circuit.begin();
        return (error: unknown, isAborted = false) => {
          const failure = isFailure(error) ? error : null;
          const outcome = failure === null ? 'ANSWERED' : outcomeOf(failure, role, isAborted);
          if (failure !== null && outcome === 'FAILED') reason = failure.reason;
          end(outcome);
        };
      },
      rejection: () => openError(provider, role, reason),
    };
  }

  function guardOf(role: Role, origin: string, workspace: string | null) {
    const key = `${role} ${origin}`;
    const guard = guards.get(key) ?? openGuard(role);
    guards.set(key, guard);
    guard.use(workspace);
    return guard;
  }

  return {
    /**
     * Runs one attempt. While the circuit of this origin, or of the proxy before it, is open, rejects immediately with
     * UPSTREAM_UNAVAILABLE and doesn't run it.
     */
    async run<T>(
      { origin, proxy, workspace }: Route,
      signal: AbortSignal,
      attempt: () => Promise<T>,
    ): Promise<T> {
      const used = [guardOf('PROVIDER', origin, workspace)];
      if (proxy !== null) used.unshift(guardOf('PROXY', proxy, workspace));
      // Before any of them begins: an attempt that another circuit rejects would prove nothing.
      const open = used.find(({ circuit }) => !circuit.admits);
      if (open !== undefined) throw open.rejection();
      const ends = used.map((guard) => guard.begin());
      try {
        const result = await attempt();
        for (const end of ends) end(null);
        return result;
      } catch (error) {
        for (const end of ends) end(error, signal.aborted);
        throw error;
      }
    },
  };
}

/** The maximum number of workspaces in a log line. */
const NAMED = 20;

function named(workspaces: ReadonlySet<string | null>): readonly string[] {
  return [...workspaces].filter((workspace) => workspace !== null).slice(0, NAMED);
}

function outcomeOf({ reason }: UpstreamError, role: Role, isAborted: boolean): Outcome {
  if (isAborted) return 'UNPROVEN';
  if (isProxyReason(reason) === (role === 'PROXY')) return 'FAILED';
  // A provider that fails shows that the proxy before it works, unless there was no connection in time.
  return role === 'PROXY' && reason !== 'ETIMEDOUT' ? 'ANSWERED' : 'UNPROVEN';
}

function isFailure(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError &&
    (error.code === 'UPSTREAM_UNAVAILABLE' || error.code === 'UPSTREAM_TIMEOUT')
  );
}

/** Keeps the reason of the last failure, which decides whether the error is retryable. */
function openError(provider: Provider, role: Role, reason: FailureReason | null): UpstreamError {
  const who = role === 'PROXY' ? 'proxy' : 'provider';
  const message = `The ${who} has failed repeatedly; it is retried in a few seconds.`;
  return new UpstreamError(provider, 'UPSTREAM_UNAVAILABLE', message, reason);
}
