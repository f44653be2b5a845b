import type { Logger } from 'pino';
import { type FailureReason, isProxyReason } from '../../domain/upstream/failure-reason.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import type { CircuitState, UpstreamObserver } from '../../domain/upstream/upstream-observer.js';

/** What a circuit protects: one of the provider's origins, or a proxy before it. */
type Role = 'PROVIDER' | 'PROXY';

/** What the circuits of a provider have in common. */
interface CircuitOptions {
  readonly provider: Provider;
  /** Milliseconds between two probes. */
  readonly probeAfter: number;
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  readonly logger: Logger;
  readonly observer: UpstreamObserver;
}

/** How a provider is reached, and for which workspace. */
interface Route {
  /** null for tokens that several workspaces share. */
  readonly workspace: string | null;
  readonly origin: string;
  /** The origin of the proxy before it; null without one. */
  readonly proxy: string | null;
}

/**
 * Stops requests to a provider that is down, with one circuit per origin of the provider and one per proxy. The returned
 * function runs one attempt. While the circuit of its origin, or of the proxy before it, is open, it rejects immediately
 * with UPSTREAM_UNAVAILABLE and doesn't run it.
 */
export function createBreaker(options: CircuitOptions) {
  const circuits = new Map<string, Circuit>();

  function circuitOf(role: Role, origin: string, workspace: string | null): Circuit {
    const key = `${role} ${origin}`;
    const circuit = circuits.get(key) ?? new Circuit(role, options);
    circuits.set(key, circuit);
    circuit.addUser(workspace);
    return circuit;
  }

  return async <T>({ origin, proxy, workspace }: Route, signal: AbortSignal, attempt: () => Promise<T>) => {
    const used = [circuitOf('PROVIDER', origin, workspace)];
    if (proxy !== null) used.unshift(circuitOf('PROXY', proxy, workspace));
    // Before any of them begins: an attempt that another circuit rejects would prove nothing.
    const open = used.find(({ admits }) => !admits);
    if (open !== undefined) throw open.rejection;
    const ends = used.map((circuit) => circuit.begin());
    try {
      const result = await attempt();
      for (const end of ends) end(null, false);
      return result;
    } catch (error) {
      for (const end of ends) end(error, signal.aborted);
      throw error;
    }
  };
}

/**
 * The outcome of an attempt. FAILED: a failure that counts. UNPROVEN: proves nothing. ANSWERED: anything else, which
 * proves that the origin or proxy works.
 */
type Outcome = 'ANSWERED' | 'FAILED' | 'UNPROVEN';

const CONSECUTIVE_FAILURES = 10;
/** The maximum number of workspaces in a log line. */
const NAMED = 20;

/**
 * Opens after ten consecutive failures. Then admits one attempt every `probeAfter` milliseconds as a probe, and closes
 * if it is answered; a probe that fails or proves nothing opens it again. UPSTREAM_UNAVAILABLE and UPSTREAM_TIMEOUT are
 * failures, unless the caller's signal aborted; a proxy's failures count only for its circuit.
 */
class Circuit {
  readonly #workspaces = new Set<string | null>();
  #state: CircuitState = 'CLOSED';
  #failures = 0;
  #openedAt = 0;
  /** Why the last attempt that counted failed. */
  #reason: FailureReason | null = null;

  constructor(
    private readonly role: Role,
    private readonly options: CircuitOptions,
  ) {}

  /** Whether an attempt may begin now. */
  get admits(): boolean {
    const { now, probeAfter } = this.options;
    return this.#state === 'CLOSED' || (this.#state === 'OPEN' && now() - this.#openedAt >= probeAfter);
  }

  /** The error of an attempt that isn't admitted. Its reason, the last failure's, decides whether it is retryable. */
  get rejection(): UpstreamError {
    const who = this.role === 'PROXY' ? 'proxy' : 'provider';
    const message = `The ${who} has failed repeatedly; it is retried in a few seconds.`;
    return new UpstreamError(this.options.provider, 'UPSTREAM_UNAVAILABLE', message, this.#reason);
  }

  /** Adds a workspace whose changes of state are reported; null for tokens that several workspaces share. */
  addUser(workspace: string | null): void {
    if (this.#workspaces.has(workspace)) return;
    this.#workspaces.add(workspace);
    this.options.observer.circuitChanged(this.options.provider, workspace, null, this.#state);
  }

  /** Begins an attempt that the circuit admits; call the returned function once with its error, null if it succeeded. */
  begin(): (error: unknown, isAborted: boolean) => void {
    const isProbe = this.#state !== 'CLOSED';
    if (isProbe) this.#become('HALF_OPEN');
    return (error, isAborted) => {
      const outcome = this.#outcomeOf(error, isAborted);
      if (isProbe) this.#become(outcome === 'ANSWERED' ? 'CLOSED' : 'OPEN');
      else this.#count(outcome);
    };
  }

  #outcomeOf(error: unknown, isAborted: boolean): Outcome {
    if (!isFailure(error)) return 'ANSWERED';
    if (isAborted) return 'UNPROVEN';
    const { reason } = error;
    if (isProxyReason(reason) === (this.role === 'PROXY')) {
      this.#reason = reason;
      return 'FAILED';
    }
    // A provider that fails shows that the proxy before it works, unless there was no connection in time.
    return this.role === 'PROXY' && reason !== 'ETIMEDOUT' ? 'ANSWERED' : 'UNPROVEN';
  }

  /** The outcome of an attempt that began before the circuit opened changes nothing. */
  #count(outcome: Outcome): void {
    if (this.#state !== 'CLOSED' || outcome === 'UNPROVEN') return;
    this.#failures = outcome === 'FAILED' ? this.#failures + 1 : 0;
    if (this.#failures === CONSECUTIVE_FAILURES) this.#become('OPEN');
  }

  #become(state: CircuitState): void {
    const { provider, now, logger, observer } = this.options;
    const from = this.#state;
    const reason = this.#reason;
    this.#state = state;
    this.#failures = 0;
    if (state === 'OPEN') this.#openedAt = now();
    const workspaces = [...this.#workspaces].filter((workspace) => workspace !== null).slice(0, NAMED);
    if (state === 'OPEN') logger.warn({ provider, workspaces, ...(reason && { reason }) }, 'circuit open');
    if (state === 'CLOSED') logger.info({ provider, workspaces }, 'circuit closed');
    for (const workspace of this.#workspaces) observer.circuitChanged(provider, workspace, from, state);
  }
}

function isFailure(error: unknown): error is UpstreamError {
  return (
    error instanceof UpstreamError &&
    (error.code === 'UPSTREAM_UNAVAILABLE' || error.code === 'UPSTREAM_TIMEOUT')
  );
}
