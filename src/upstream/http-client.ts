import type { IncomingHttpHeaders } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { UpstreamSettings } from '../config/settings.js';
import { timeLeft } from '../domain/deadline.js';
import { type Provider, UpstreamError } from '../domain/upstream-error.js';
import { NO_OBSERVER, type UpstreamObserver } from '../domain/upstream-observer.js';
import { AttemptError, givenUp } from './attempt-error.js';
import { createBreaker } from './breaker.js';
import type { HttpRequest, HttpResponse } from './http-request.js';
import { toldQuota } from './quota.js';
import { createRateLimitHolds, retryAfter, toldWait } from './rate-limit-holds.js';
import { createRetryBudget } from './retry-budget.js';
import { createTransport } from './transport.js';

/** Sends requests to one provider. */
export interface HttpClient {
  readonly provider: Provider;
  /**
   * The response; for GET and POST with one more attempt where the first one failed in passing. A PUT is sent
   * once; OUTCOME_UNKNOWN where the provider may have acted on it. Rejects with an UpstreamError for everything
   * but a 2xx with JSON and a 4xx.
   */
  send(request: HttpRequest): Promise<HttpResponse>;
  /** The same client for one account of the provider: rate limits are obeyed for each account apart. */
  forAccount(account: string): HttpClient;
  /** Drops every connection; requests under way are given up, later ones are refused. */
  close(): void;
}

/** What tests set to see time pass. */
export interface HttpClientTuning {
  /** Milliseconds, never going back. */
  readonly now: () => number;
  /** From 0 up to, but not, 1. */
  readonly random: () => number;
  /** Milliseconds between two requests to a provider that is down. */
  readonly probeAfter: number;
}

const TUNING: HttpClientTuning = { now: () => performance.now(), random: Math.random, probeAfter: 3000 };
const SHORTEST_PAUSE = 25;
const LONGEST_PAUSE = 150;

/** A client with connections of its own; writes one log line for each attempt, and tells `observer` what happens. */
export function createHttpClient(
  provider: Provider,
  settings: UpstreamSettings,
  logger: Logger,
  tuning: Partial<HttpClientTuning> = {},
  observer: UpstreamObserver = NO_OBSERVER,
): HttpClient {
  const { now, random, probeAfter } = { ...TUNING, ...tuning };
  const transport = createTransport(provider, settings, logger, observer);
  const breaker = createBreaker(provider, probeAfter, logger, observer);
  const holds = createRateLimitHolds(now);
  const budget = createRetryBudget(now);

  const leftFor = ({ signal }: HttpRequest) => Math.min(timeLeft(signal), settings.deadline * 1000);

  async function untilNotHeld(account: string, request: HttpRequest): Promise<void> {
    for (let wait = holds.remaining(account); wait > 0; wait = holds.remaining(account)) {
      if (wait >= leftFor(request)) throw rateLimited(provider);
      await pause(wait, request.signal);
    }
  }

  function noteQuota(account: string, headers: IncomingHttpHeaders): void {
    const quota = toldQuota(headers);
    if (quota !== null) observer.quotaTold(provider, account, quota);
  }

  async function attempt(account: string, request: HttpRequest, retried = false): Promise<HttpResponse> {
    await untilNotHeld(account, request);
    try {
      const response = await breaker.run(request.url.origin, request.signal, () => {
        if (!retried) budget.requested();
        return transport.attempt(request, retried);
      });
      noteQuota(account, response.headers);
      return response;
    } catch (error) {
      if (error instanceof AttemptError) noteQuota(account, error.headers);
      if (isRateLimit(error)) holds.refused(account, error.headers);
      throw error;
    }
  }

  /** Milliseconds to wait before a second attempt; null where there is to be none. */
  function pauseAfter(error: unknown, request: HttpRequest): number | null {
    if (!(error instanceof AttemptError) || request.signal.aborted || transport.closed) return null;
    // RingMe tells its quota's reset in every answer: only a refusal by the quota makes one wait for it.
    const limited = error.code === 'UPSTREAM_RATE_LIMITED';
    const told = (limited ? toldWait : retryAfter)(error.headers);
    // The hold of a rate limit is waited for like everyone else's.
    const isWorthwhile = error.transient || (limited && told !== null);
    const wait = Math.max(told ?? 0, SHORTEST_PAUSE + random() * (LONGEST_PAUSE - SHORTEST_PAUSE));
    return isWorthwhile && wait < leftFor(request) && budget.takeRetry() ? wait : null;
  }

  async function read(account: string, request: HttpRequest): Promise<HttpResponse> {
    try {
      return await attempt(account, request);
    } catch (error) {
      const wait = pauseAfter(error, request);
      if (wait === null) throw error;
      await pause(wait, request.signal);
      return attempt(account, request, true);
    }
  }

  async function write(account: string, request: HttpRequest): Promise<HttpResponse> {
    try {
      return await attempt(account, request);
    } catch (error) {
      throw error instanceof AttemptError && error.mayHaveActed ? outcomeUnknown(provider) : error;
    }
  }

  async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    await sleep(milliseconds, undefined, { signal }).catch(() => {
      throw givenUp(provider);
    });
  }

  const clientOf = (account: string): HttpClient => ({
    provider,
    send: (request) => (request.method === 'PUT' ? write : read)(account, request),
    forAccount: clientOf,
    close: () => transport.close(),
  });
  return clientOf('');
}

function isRateLimit(error: unknown): error is AttemptError {
  return error instanceof AttemptError && error.code === 'UPSTREAM_RATE_LIMITED';
}

function rateLimited(provider: Provider): UpstreamError {
  const message = 'The provider limits the rate of requests, for longer than the operation may take.';
  return new UpstreamError(provider, 'UPSTREAM_RATE_LIMITED', message);
}

function outcomeUnknown(provider: Provider): UpstreamError {
  const message = 'The provider may or may not have made the change.';
  return new UpstreamError(provider, 'OUTCOME_UNKNOWN', message);
}
