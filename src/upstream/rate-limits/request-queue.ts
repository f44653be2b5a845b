import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import { givenUp } from '../http/attempt-error.js';
import { createFairQueue } from '../../domain/operation/fair-queue.js';
import type { RateLimitBackoff, SentRequest } from './rate-limit-backoff.js';

interface Waiter {
  readonly left: () => number;
  readonly go: (sent: SentRequest) => void;
  readonly fail: (error: UpstreamError) => void;
}

/**
 * Queues the requests of one account until the provider's rate limit allows them. Waiting operations are served
 * round-robin, background ones last.
 */
export function createRequestQueue(provider: Provider, backoff: RateLimitBackoff) {
  const waiting = createFairQueue<Waiter, OperationScope>(({ isInBackground }) => isInBackground);
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  function admit(): void {
    clearTimeout(timer);
    let wait = closed ? 0 : backoff.wait();
    for (; wait === 0; wait = closed ? 0 : backoff.wait()) {
      const next = waiting.take();
      if (next === undefined) return;
      next.go(backoff.sent(admit));
    }
    // When a request in flight ends, it admits the next one.
    if (wait === null) return;
    for (const waiter of waiting.items) if (wait >= waiter.left()) waiter.fail(rateLimited(provider));
    if (waiting.items.length > 0) timer = setTimeout(admit, wait);
  }

  return {
    /**
     * Resolves when the request may be sent. Rejects with UPSTREAM_RATE_LIMITED as soon as the wait is at least `left`
     * milliseconds, and with UPSTREAM_TIMEOUT when the operation ends.
     */
    enter(scope: OperationScope, left: () => number): Promise<SentRequest> {
      const { signal, operation } = scope;
      if (signal.aborted) return Promise.reject(givenUp(provider));
      return new Promise((resolve, reject) => {
        const waiter: Waiter = {
          left,
          go(sent) {
            signal.removeEventListener('abort', leave);
            resolve(sent);
          },
          fail(error) {
            signal.removeEventListener('abort', leave);
            waiting.remove(operation, waiter);
            reject(error);
          },
        };
        const leave = () => {
          waiter.fail(givenUp(provider));
          if (waiting.items.length === 0) clearTimeout(timer);
        };
        signal.addEventListener('abort', leave, { once: true });
        waiting.add(operation, waiter);
        admit();
      });
    },
    /** Forgets the learned limit, and admits the waiting requests. */
    forgetLimit(): void {
      backoff.forget();
      admit();
    },
    /** Admits every waiting request, and later ones immediately. */
    close(): void {
      closed = true;
      admit();
    },
  };
}

function rateLimited(provider: Provider): UpstreamError {
  const message = 'The provider’s rate limit is exceeded for longer than the operation may take.';
  return new UpstreamError(provider, 'UPSTREAM_RATE_LIMITED', message);
}
