import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { proxyOf } from './agents.js';
import type { UpstreamSettings } from '../../config/settings.js';
import { type Provider, UpstreamError } from '../../domain/upstream/upstream-error.js';
import { NO_OBSERVER, type UpstreamObserver } from '../../domain/upstream/upstream-observer.js';
import { AttemptError, givenUp } from './attempt-error.js';
import { createBreaker } from './circuit-breaker.js';
import type { HttpRequest, HttpResponse } from './http-request.js';
import { createRateLimitBackoff, type SentRequest } from '../rate-limits/rate-limit-backoff.js';
import { createRequestQueue } from '../rate-limits/request-queue.js';
import { createRetryBudget } from './retry-budget.js';
import { quotaOf, retryAfter, waitAfterRejection } from '../rate-limits/rate-limit-headers.js';
import { createTransport, type Sending } from './transport.js';

/** Sends requests to one provider. */
export interface HttpClient {
  /**
   * The response. A GET or POST is retried once after a transient failure, and after each rejection by a rate limit
   * while there is time; in the background, each retry awaits the `pace` of its scope. A PUT is sent once; it fails with
   * OUTCOME_UNKNOWN if the provider may have acted on it. Rejects with an UpstreamError for everything but a 2xx with
   * JSON and a 4xx.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /**
   * The same client for one account of the provider; each account has a separate rate limit. `workspace` appears in the
   * log and in metrics. It is the account's name by default, and null if several workspaces share the account.
   * `concurrent`: the maximum number of its requests in flight; Infinity by default.
   */
  forAccount(account: string, workspace?: string | null, concurrent?: number): HttpClient;
  /** Forgets the rate limit of an account whose credentials have been replaced. */
  forgetLimit(account: string): void;
  /** Drops every connection. Requests in flight and later ones fail. */
  close(): void;
}

/** The clock and the randomness, which tests replace. */
export interface HttpClientTuning {
  /** A monotonic clock in milliseconds. */
  readonly now: () => number;
  /** At least 0 and less than 1. */
  readonly random: () => number;
  /** Milliseconds between two requests to a provider that is down. */
  readonly probeAfter: number;
}

const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 150;

/** A client with separate connections. Writes one log line per attempt and notifies `observer`. */
export function createHttpClient(
  provider: Provider,
  settings: UpstreamSettings,
  logger: Logger,
  { now = () => performance.now(), random = Math.random, probeAfter = 3000 }: Partial<HttpClientTuning> = {},
  observer: UpstreamObserver = NO_OBSERVER,
): HttpClient {
  const transport = createTransport(provider, settings, logger, observer);
  const guarded = createBreaker({ provider, probeAfter, now, logger, observer });
  const budget = createRetryBudget(now);
  const accounts = new Map<string, Account>();

  /** Returns the milliseconds that are left until the deadline of a request that is sent now. */
  function timeFor({ scope }: HttpRequest): () => number {
    const end = now() + settings.deadline * 1000;
    return () => Math.min(scope.timeLeft(), end - now());
  }

  function noteHeaders(account: Account, headers: IncomingHttpHeaders): void {
    observer.headersSeen?.(provider, headers);
    const quota = quotaOf(headers);
    if (quota !== null) observer.quotaReported(provider, account.name, quota);
  }

  function noteRefusal({ name, workspace, queue }: Account, sent: SentRequest, wait: number | null): void {
    const before = queue.perSecond;
    sent.refused(wait);
    const { perSecond } = queue;
    if (before !== null || perSecond === null) return;
    const who = { ...(name !== '' && { account: name }), ...(workspace !== null && { workspace }) };
    logger.info({ provider, ...who, perSecond }, 'rate limit');
  }

  async function attempt(account: Account, request: HttpRequest, left: () => number, sending: Sending) {
    const { workspace } = account;
    const { scope, url } = request;
    const sent = await account.queue.enter(scope, left);
    try {
      const proxy = proxyOf(url, settings.proxy)?.origin ?? null;
      const response = await guarded({ workspace, origin: url.origin, proxy }, scope.signal, () => {
        if (sending === 'FIRST') budget.requested();
        return transport.attempt(workspace, request, sending);
      });
      noteHeaders(account, response.headers);
      sent.passed();
      return response;
    } catch (error) {
      const headers = error instanceof AttemptError && error.consequences.headers;
      if (headers) noteHeaders(account, headers);
      if (isRateLimit(error)) noteRefusal(account, sent, waitAfterRejection(error.headers));
      else sent.failed();
      throw error;
    }
  }

  /** Milliseconds to wait before the retry; null if the request must not be retried. */
  function pauseAfter(error: unknown, { scope: { signal } }: HttpRequest, left: number): number | null {
    if (!(error instanceof AttemptError) || signal.aborted || transport.closed) return null;
    const pause = SHORTEST_PAUSE + random() * (LONGEST_PAUSE - SHORTEST_PAUSE);
    const wait = Math.max(retryAfter(error.headers) ?? 0, pause);
    return error.consequences.transient && wait < left && budget.takeRetry() ? wait : null;
  }

  async function read(account: Account, request: HttpRequest): Promise<HttpResponse> {
    const left = timeFor(request);
    let sending: Sending = 'FIRST';
    let mayRetry = true;
    for (;;) {
      try {
        return await attempt(account, request, left, sending);
      } catch (error) {
        if (isRateLimit(error)) sending = 'AFTER_LIMIT';
        else {
          const wait = mayRetry ? pauseAfter(error, request, left()) : null;
          if (wait === null) throw error;
          await sleep(wait, undefined, { signal: request.scope.signal }).catch(() => {
            throw givenUp(provider);
          });
          sending = 'RETRY';
          mayRetry = false;
        }
        await request.scope.pace?.();
        if (request.scope.isInBackground && left() <= 0) throw error;
      }
    }
  }

  async function write(account: Account, request: HttpRequest): Promise<HttpResponse> {
    try {
      return await attempt(account, request, timeFor(request), 'FIRST');
    } catch (error) {
      const mayHaveActed = error instanceof AttemptError && error.consequences.mayHaveActed;
      if (!mayHaveActed) throw error;
      const message = 'The provider may or may not have made the change.';
      throw new UpstreamError(provider, 'OUTCOME_UNKNOWN', message);
    }
  }

  function clientOf(name: string, workspace: string | null = name, concurrent = Infinity): HttpClient {
    const openQueue = () => createRequestQueue(provider, concurrent, () => createRateLimitBackoff(now));
    const account = accounts.get(name) ?? { name, workspace, queue: openQueue() };
    accounts.set(name, account);
    return {
      send: (request) => (request.method === 'PUT' ? write : read)(account, request),
      forAccount: clientOf,
      forgetLimit: (each) => accounts.get(each)?.queue.forgetLimit(),
      close() {
        transport.close();
        for (const { queue } of accounts.values()) queue.close();
      },
    };
  }
  return clientOf('', null);
}

interface Account {
  readonly name: string;
  readonly workspace: string | null;
  readonly queue: ReturnType<typeof createRequestQueue>;
}

function isRateLimit(error: unknown): error is AttemptError {
  return error instanceof AttemptError && error.code === 'UPSTREAM_RATE_LIMITED';
}
