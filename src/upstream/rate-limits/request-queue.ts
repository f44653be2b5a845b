import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import { givenUp } from '../http/attempt-error.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';
import type { RateLimitBackoff, SentRequest } from './rate-limit-backoff.js';

interface Waiter {
  readonly operation: OperationScope;
  readonly left: () => number;
  readonly go: (sent: SentRequest) => void;
  readonly reject: (error: UpstreamError) => void;
}

/**
 * Queues the requests of one account until the provider's rate limit allows them and fewer than `concurrent` are in
 * flight. Waiting operations are served round-robin, background ones last.
 */
export function createRequestQueue(
  provider: Provider,
  concurrent: number,
  openBackoff: () => RateLimitBackoff,
) {
  const waiting = createFairQueue<Waiter, OperationScope>(({ isInBackground }) => isInBackground);
  let backoff = openBackoff();
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** Milliseconds until the next request may be sent; null if a request in flight must end first. */
  function waitForNext(): number | null {
    if (closed) return 0;
    return inFlight >= concurrent ? null : backoff.wait();
  }

  function ended(): void {
    inFlight -= 1;
    admit();
  }

  function admit(): void {
    clearTimeout(timer);
    let wait = waitForNext();
    for (; wait === 0; wait = waitForNext()) {
      const next = waiting.take();
      if (next === undefined) return;
      inFlight += 1;
      next.go(backoff.sent(ended));
    }
    // When a request in flight ends, it admits the next one.
    if (wait === null) return;
    for (const waiter of waiting.items) {
      const message = 'The provider’s rate limit is exceeded for longer than the operation may take.';
      if (wait >= waiter.left()) fail(waiter, new UpstreamError(provider, 'UPSTREAM_RATE_LIMITED', message));
    }
    if (waiting.items.length > 0) timer = setTimeout(admit, wait);
  }

  function fail(waiter: Waiter, error: UpstreamError): void {
    waiting.remove(waiter.operation, waiter);
    waiter.reject(error);
    if (waiting.items.length === 0) clearTimeout(timer);
  }

  return {
    /**
     * Resolves when the request may be sent. Rejects with UPSTREAM_RATE_LIMITED as soon as the wait is at least `left`
     * milliseconds, and with UPSTREAM_TIMEOUT when the operation ends.
     */
    enter(scope: OperationScope, left: () => number): Promise<SentRequest> {
      const { signal, operation } = scope;
      if (signal.aborted) return Promise.reject(givenUp(provider));
      const { promise, resolve: go, reject } = Promise.withResolvers<SentRequest>();
      const waiter = { operation, left, go, reject };
      const leave = () => fail(waiter, givenUp(provider));
      signal.addEventListener('abort', leave, { once: true });
      waiting.add(operation, waiter);
      admit();
      return promise.finally(() => signal.removeEventListener('abort', leave));
    },
    /** The learned limit in requests per second; null if no limit is known. */
    get perSecond(): number | null {
      return backoff.perSecond;
    },
    /** Assumes no limit again, regardless of requests in flight: later requests belong to another account. */
    forgetLimit(): void {
      backoff = openBackoff();
      admit();
    },
    /** Admits every waiting request, and later ones immediately. */
    close(): void {
      closed = true;
      admit();
    },
  };
}
