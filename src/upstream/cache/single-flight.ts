import { openScope, type OperationScope } from '../../domain/operation/operation-scope.js';
import type { Provider } from '../../domain/upstream/upstream-error.js';
import { givenUp } from '../http/attempt-error.js';

export type SingleFlights<T> = ReturnType<typeof createSingleFlights<T>>;

interface Flight<T> {
  readonly result: Promise<T>;
  /** Adds a caller; the returned function removes it, and aborts the flight if no caller is left. */
  join(scope: OperationScope): () => void;
}

/**
 * Loads in flight from one provider, one per key, that concurrent callers share. Caches neither results nor failures. A
 * key must include everything that determines the result, such as workspace and credentials.
 */
export function createSingleFlights<T>(provider: Provider) {
  const flights = new Map<string, Flight<T>>();

  function open(key: string, start: (scope: OperationScope) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    /** An operation may wait several times. */
    const waiting = new Set<{ readonly scope: OperationScope }>();
    let first: OperationScope | null = null;
    const scope = openScope({
      signal: controller.signal,
      timeLeft: () => Math.max(0, ...waiting.values().map((caller) => caller.scope.timeLeft())),
      report(event) {
        for (const each of new Set(waiting.values().map((caller) => caller.scope))) {
          const isOwn = each === first || event.kind !== 'REQUEST';
          each.report(isOwn ? event : { ...event, coalesced: true });
        }
      },
      asker: () => waiting.values().next().value?.scope,
    });
    const end = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const flight: Flight<T> = {
      // Starts in a microtask, when the first caller already waits.
      result: Promise.resolve()
        .then(() => start(scope))
        .finally(end),
      join(callerScope) {
        const caller = { scope: callerScope };
        first ??= callerScope;
        waiting.add(caller);
        return () => {
          waiting.delete(caller);
          if (waiting.size > 0) return;
          end();
          controller.abort();
        };
      },
    };
    flights.set(key, flight);
    return flight;
  }

  return {
    /**
     * The result of the key's flight; `start` begins one if there is none. A failure rejects every waiting caller. If
     * the operation ends first, rejects with UPSTREAM_TIMEOUT for this caller only. The scope passed to `start` aborts
     * when the last caller has left; its time left is the longest of the waiting callers'. Reports each upstream request
     * to every waiting caller, as coalesced to all but the first.
     */
    join(key: string, scope: OperationScope, start: (scope: OperationScope) => Promise<T>): Promise<T> {
      return waitFor(() => flights.get(key) ?? open(key, start), scope, provider);
    },
    /** Like `join`, but always begins a new flight, which later callers join. */
    begin(key: string, scope: OperationScope, start: (scope: OperationScope) => Promise<T>): Promise<T> {
      return waitFor(() => open(key, start), scope, provider);
    },
  };
}

function waitFor<T>(flightOf: () => Flight<T>, scope: OperationScope, provider: Provider): Promise<T> {
  if (scope.signal.aborted) return Promise.reject(givenUp(provider));
  const flight = flightOf();
  return new Promise((resolve, reject) => {
    const leave = flight.join(scope);
    const giveUp = () => {
      reject(givenUp(provider));
      leave();
    };
    scope.signal.addEventListener('abort', giveUp, { once: true });
    void flight.result.then(resolve, reject).finally(() => scope.signal.removeEventListener('abort', giveUp));
  });
}
