import type { CircuitState } from '../../domain/upstream/upstream-observer.js';

/**
 * The outcome of an attempt. FAILED: a failure that counts. UNPROVEN: proves nothing. ANSWERED: anything else, which
 * proves that the origin works.
 */
export type Outcome = 'ANSWERED' | 'FAILED' | 'UNPROVEN';

const CONSECUTIVE_FAILURES = 10;

/**
 * Opens after ten consecutive failures. Then admits one attempt every `probeAfter` milliseconds as a probe, and closes
 * if it is answered; a probe that fails or proves nothing opens it again. `now`: a monotonic clock in milliseconds.
 * `changed` is called after every change of the state.
 */
export class Circuit {
  #state: CircuitState = 'CLOSED';
  #failures = 0;
  #openedAt = 0;

  constructor(
    private readonly probeAfter: number,
    private readonly now: () => number,
    private readonly changed: (from: CircuitState, to: CircuitState) => void,
  ) {}

  get state(): CircuitState {
    return this.#state;
  }

  /** Whether an attempt may begin now. */
  get admits(): boolean {
    return (
      this.#state === 'CLOSED' || (this.#state === 'OPEN' && this.now() - this.#openedAt >= this.probeAfter)
    );
  }

  /** Begins an attempt that the circuit admits; call the returned function once with its outcome. */
  begin(): (outcome: Outcome) => void {
    if (this.#state === 'CLOSED') return (outcome) => this.#count(outcome);
    this.#become('HALF_OPEN');
    return (outcome) => this.#become(outcome === 'ANSWERED' ? 'CLOSED' : 'OPEN');
  }

  /** The outcome of an attempt that began before the circuit opened changes nothing. */
  #count(outcome: Outcome): void {
    if (this.#state !== 'CLOSED' || outcome === 'UNPROVEN') return;
    this.#failures = outcome === 'FAILED' ? this.#failures + 1 : 0;
    if (this.#failures === CONSECUTIVE_FAILURES) this.#become('OPEN');
  }

  #become(state: CircuitState): void {
    const from = this.#state;
    this.#state = state;
    this.#failures = 0;
    if (state === 'OPEN') this.#openedAt = this.now();
    this.changed(from, state);
  }
}
