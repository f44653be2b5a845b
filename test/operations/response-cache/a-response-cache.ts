import {
  createResponseCache,
  type ResponseCache,
} from '../../../src/operations/response-cache/response-cache.js';
import type { Clock } from '../../support/a-clock.js';

/** A response cache that counts its hits. */
export interface WatchedResponses extends ResponseCache {
  /** The number of requests answered from the cache. */
  readonly hits: number;
}

/** Has room for ten million bytes by default. */
export function aResponseCache({ now }: Clock, maxBytes = 10_000_000): WatchedResponses {
  const responses = createResponseCache({ maxBytes, now });
  let hits = 0;
  return {
    ...responses,
    get hits() {
      return hits;
    },
    find(...request) {
      const found = responses.find(...request);
      if (found !== null) hits += 1;
      return found;
    },
  };
}
