import { setTimeLeft, timeLeft } from '../../domain/operation/deadline.js';
import { setAsker } from '../../domain/operation/operation-of.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import { onUpstreamUse, reportUpstreamUse, type UpstreamUse } from '../../domain/operation/upstream-use.js';

/** Questions under way, each asked once for everybody who waits for its answer. Keeps no answer and no failure. */
export interface SingleFlights<T> {
  /**
   * The answer of the flight of this key; `start` begins it if there is none. Its failure reaches all who
   * wait. Rejects with UPSTREAM_TIMEOUT when `signal` aborts, for this caller only: the signal that `start` gets
   * aborts when the last one who waited has left, and says as its time left the longest of those who wait. What is
   * used for it all are told who then wait, and all but the one who began it that it is coalesced.
   */
  join(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** As `join`, but never the flight of an earlier caller; later ones join this one. */
  begin(key: string, signal: AbortSignal, start: (signal: AbortSignal) => Promise<T>): Promise<T>;
}

interface Flight<T> {
  readonly answer: Promise<T>;
  join(signal: AbortSignal): () => void;
}

/** Flights to one provider; `key` must hold all that decides the answer, the workspace and the credentials too. */
export function createSingleFlights<T>(provider: Provider): SingleFlights<T> {
  const flights = new Map<string, Flight<T>>();

  function open(key: string, start: (signal: AbortSignal) => Promise<T>): Flight<T> {
    const controller = new AbortController();
    const { signal } = controller;
    const waiting = waitingFor(signal);
    const started = Promise.withResolvers<T>();
    const end = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const flight: Flight<T> = {
      answer: started.promise,
      join(callerSignal) {
        const caller = { signal: callerSignal };
        waiting.add(caller);
        return () => {
          if (!waiting.remove(caller)) return;
          end();
          controller.abort();
        };
      },
    };
    flights.set(key, flight);
    // Begins a moment later, when who asked first already waits.
    queueMicrotask(() => started.resolve(Promise.try(start, signal).finally(end)));
    return flight;
  }

  return {
    join(key, signal, start) {
      if (signal.aborted) return Promise.reject(givenUp(provider));
      const flight = flights.get(key) ?? open(key, start);
      return waitFor(flight, signal, provider);
    },
    begin(key, signal, start) {
      if (signal.aborted) return Promise.reject(givenUp(provider));
      return waitFor(open(key, start), signal, provider);
    },
  };
}

/**
 * Those who wait for the flight of this signal. Apart from the flight, as what tells the signal's time left is
 * dropped by a full garbage collection only: it would keep every answer until then.
 */
function waitingFor(signal: AbortSignal) {
  const waiting = new Set<{ readonly signal: AbortSignal }>();
  let first: AbortSignal | null = null;
  setTimeLeft(signal, () => Math.max(0, ...waiting.values().map((caller) => timeLeft(caller.signal))));
  setAsker(signal, () => waiting.values().next().value?.signal);
  onUpstreamUse(signal, (use) => {
    for (const each of new Set(waiting.values().map((caller) => caller.signal))) {
      reportUpstreamUse(each, each === first ? use : coalesced(use));
    }
  });
  return {
    add(caller: { readonly signal: AbortSignal }) {
      first ??= caller.signal;
      waiting.add(caller);
    },
    /** Whether nobody waits any more. */
    remove(caller: { readonly signal: AbortSignal }): boolean {
      waiting.delete(caller);
      return waiting.size === 0;
    },
  };
}

function coalesced(use: UpstreamUse): UpstreamUse {
  return use.kind === 'REQUEST' ? { ...use, coalesced: true } : use;
}

function waitFor<T>(flight: Flight<T>, signal: AbortSignal, provider: Provider): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = flight.join(signal);
    const giveUp = () => {
      reject(givenUp(provider));
      leave();
    };
    signal.addEventListener('abort', giveUp, { once: true });
    void flight.answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}

function givenUp(provider: Provider): UpstreamError {
  return new UpstreamError(
    provider,
    'UPSTREAM_TIMEOUT',
    'The request was given up before the provider answered.',
  );
}
