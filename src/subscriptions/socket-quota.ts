import { finished } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { networkOf } from '../auth/network-of.js';
import type { SubscriptionSettings } from '../config/settings.js';
import { SubscriptionQuota } from './subscription-quota.js';

/** The maximum number of unauthenticated connections per address; each has 3 s to authenticate. */
export const UNKNOWN_PER_ADDRESS = 200;

/**
 * Limits how many WebSockets are open. Each counts from its upgrade until its connection ends: for its address
 * until it is authenticated, then for its caller. An IPv6 address counts by its /64 network.
 */
export class SocketQuota {
  readonly #unknown: SubscriptionQuota;
  readonly #known: SubscriptionQuota;
  /** Removes a connection from the quota that counts it. */
  readonly #leave = new WeakMap<FastifyRequest, () => void>();

  constructor(private readonly limits: Pick<SubscriptionSettings, 'perCaller' | 'total'>) {
    this.#unknown = new SubscriptionQuota({ perCaller: UNKNOWN_PER_ADDRESS, total: limits.total });
    this.#known = new SubscriptionQuota(limits);
  }

  /** Counts a connection for its address; returns false if the limit is reached. */
  open(request: FastifyRequest): boolean {
    if (this.#unknown.size + this.#known.size >= this.limits.total) return false;
    const leave = this.#unknown.take(networkOf(request.ip));
    if (leave === null) return false;
    this.#leave.set(request, leave);
    finished(request.raw.socket, () => this.#leave.get(request)?.());
    return true;
  }

  /**
   * Counts an open connection for the caller of this name (null if authentication is disabled). If the
   * caller's limit is reached, returns false, and the connection still counts for its address.
   */
  authenticate(request: FastifyRequest, name: string | null): boolean {
    const leave = this.#known.take(name);
    if (leave === null) return false;
    this.#leave.get(request)?.();
    this.#leave.set(request, leave);
    return true;
  }
}
