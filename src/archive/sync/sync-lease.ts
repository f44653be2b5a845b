import { randomUUID } from 'node:crypto';
import { LeaseLostError } from '../database/lease.js';
import type { AccountStore } from '../store/account-store.js';

/** Milliseconds after which another process takes over from one that died. */
const LEASE = 30_000;
/** Milliseconds after which the lease is prolonged, or confirmed again before a request. */
const PROLONG = LEASE / 3;

/** The lease under which one of several processes fills an account's archive. */
export class SyncLease {
  readonly holder = randomUUID();
  /** When it was last taken or prolonged, by the clock. */
  #takenAt = -Infinity;

  /** `now`: milliseconds of a clock that never goes back. */
  constructor(
    private readonly store: Pick<AccountStore, 'lease' | 'release'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Takes or prolongs it; false while another process has it. */
  async take(): Promise<boolean> {
    const requestedAt = this.now();
    const isTaken = await this.store.lease(this.holder, LEASE);
    this.#takenAt = isTaken ? requestedAt : -Infinity;
    return isTaken;
  }

  /** Rejects with a LeaseLostError if another process has it. */
  async prolong(): Promise<void> {
    if (!(await this.take())) throw new LeaseLostError();
  }

  /**
   * Like `prolong`, but does nothing if it was prolonged in the last ten seconds: the process may have been suspended.
   */
  async confirm(): Promise<void> {
    if (this.now() - this.#takenAt > PROLONG) await this.prolong();
  }

  /** Prolongs it until disposed. The signal aborts if another process has taken it. */
  hold(): { readonly lost: AbortSignal } & Disposable {
    const lost = new AbortController();
    const timer = setInterval(() => {
      // If the database fails, the next attempt decides.
      this.prolong().catch((error: unknown) => {
        if (error instanceof LeaseLostError) lost.abort();
      });
    }, PROLONG).unref();
    return {
      lost: lost.signal,
      [Symbol.dispose]: () => {
        clearInterval(timer);
      },
    };
  }

  /** Lets another process take over immediately. Never rejects. */
  async release(): Promise<void> {
    await this.store.release(this.holder).catch(() => undefined);
  }
}
