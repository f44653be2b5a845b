import { finished } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { networkOf } from '../auth/network-of.js';
import type { SubscriptionSettings } from '../config/settings.js';
import { Tally } from '../http/backpressure/tally.js';

/** The maximum number of unauthenticated connections per address; each has 3 s to authenticate. */
export const UNKNOWN_PER_ADDRESS = 200;

/**
 * Limits how many WebSockets are open. Each counts from its upgrade until its connection ends: for its address
 * until it is authenticated, then for its caller. An IPv6 address counts by its /64 network.
 */
export class SocketQuota {
  readonly #unknown = new Tally();
  readonly #known = new Tally();
  /** Ends the counting of a connection. */
  readonly #leave = new WeakMap<FastifyRequest, () => void>();

  constructor(private readonly limits: Pick<SubscriptionSettings, 'perCaller' | 'total'>) {}

  /** Counts a connection for its address; returns false if the limit is reached. */
  open(request: FastifyRequest): boolean {
    const network = networkOf(request.ip);
    if (this.#unknown.total + this.#known.total >= this.limits.total) return false;
    if (this.#unknown.of(network) >= UNKNOWN_PER_ADDRESS) return false;
    this.#leave.set(request, this.#unknown.take(network));
    finished(request.raw.socket, () => this.#leave.get(request)?.());
    return true;
  }

  /**
   * Counts an open connection for the caller of this name (null if authentication is disabled). If the
   * caller's limit is reached, returns false, and the connection still counts for its address.
   */
  authenticate(request: FastifyRequest, name: string | null): boolean {
    if (this.#known.of(name) >= this.limits.perCaller) return false;
    this.#leave.get(request)?.();
    this.#leave.set(request, this.#known.take(name));
    return true;
  }
}
