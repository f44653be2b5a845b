import { startSwitchboard, type Switchboard, type SwitchboardOptions } from '../../support/a-switchboard.js';
import { aCompany } from '../../support/a-company.js';
import { aClock, type Clock } from '../../support/a-clock.js';
import { aResponseCache, type WatchedResponses } from './a-response-cache.js';

/** In seconds; all are different, so that a test shows which one was used. */
export const TTL = { extensions: 50, client: 60, notes: 30, recentCalls: 5, closedCalls: 3600 };

export const CLIENT = '{ client { name timezone } }';
export const UPDATE = 'mutation { updateClient(input: { timezone: "Asia/Tokyo" }) { client { timezone } } }';
export const CALLS = `query Day($from: DateTime!, $to: DateTime!) {
  calls(from: $from, to: $to) { totalCount nodes { uuid } }
}`;
export const EVERYTHING = `query ($from: DateTime!, $to: DateTime!) {
  client { name } extensions { nodes { name } }
  calls(from: $from, to: $to) { totalCount nodes { uuid notes { text } } }
}`;

type Headers = Readonly<Record<string, string>>;

export interface Asked {
  readonly text: string;
  readonly contentType: string | null;
  readonly cacheControl: string | null;
  /** Whether the response came from the cache. */
  readonly again: boolean;
}

/** A Switchboard over a company with two notes that caches whole responses. */
export interface RememberingSwitchboard extends AsyncDisposable {
  readonly board: Switchboard;
  readonly clock: Clock;
  readonly responses: WatchedResponses;
  /** Sends a JSON body to /graphql. */
  readonly post: (body: unknown, headers?: Headers) => Promise<Asked>;
  /** Sends a query by GET; by default with a header that passes the CSRF check. */
  readonly get: (query: string, headers?: Headers) => Promise<Asked>;
  /** Sends the request and returns whether the response came from the cache. */
  readonly isAgain: (query: string, variables?: unknown, headers?: Headers) => Promise<boolean>;
}

const JSON_TYPE = { 'content-type': 'application/json' };

export async function startRemembering(
  options: SwitchboardOptions = {},
  maxBytes?: number,
): Promise<RememberingSwitchboard> {
  const clock = aClock('2025-03-17T10:00:00.500Z');
  const responses = aResponseCache(clock, maxBytes);
  const sandbox = { data: aCompany([3, 7]) };
  const board = await startSwitchboard({ sandbox, ttl: TTL, now: clock.now, responses, ...options });

  async function send(path: string, init: RequestInit): Promise<Asked> {
    const before = responses.hits;
    const response = await fetch(board.url + path, init);
    return {
      text: await response.text(),
      contentType: response.headers.get('content-type'),
      cacheControl: response.headers.get('cache-control'),
      again: responses.hits > before,
    };
  }

  const post = (body: unknown, headers?: Headers) =>
    send('/graphql', {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: JSON.stringify(body),
    });

  return {
    board,
    clock,
    responses,
    post,
    get: (query, headers = JSON_TYPE) =>
      send(`/graphql?${new URLSearchParams({ query }).toString()}`, { headers }),
    isAgain: async (query, variables, headers) => (await post({ query, variables }, headers)).again,
    [Symbol.asyncDispose]: () => board.close(),
  };
}
