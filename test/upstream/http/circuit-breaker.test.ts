import { setImmediate as nextTurn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import { aLogger, type LogLine } from '../../support/a-logger.js';
import { answerJson, startHttpServer } from '../../support/http-server.js';
import type { FailureReason } from '../../../src/domain/upstream/failure-reason.js';
import { UpstreamError } from '../../../src/domain/upstream/upstream-error.js';
import { NO_OBSERVER } from '../../../src/domain/upstream/upstream-observer.js';
import { createBreaker } from '../../../src/upstream/http/circuit-breaker.js';
import { startUpstream, type Upstream } from '../../support/an-upstream.js';

const probeAfter = 100;

let upstream: Upstream;

beforeEach(async () => {
  // An attempt that times out on a busy machine would be retried and counted.
  upstream = await startUpstream({ attemptTimeout: 60, deadline: 100 }, { probeAfter });
});

afterEach(() => upstream.close());

const arrived = () => upstream.server.arrived.length;
const send = () => upstream.http.send(upstream.request());
const answer = (status: number) => upstream.server.answer((_, response) => answerJson(response, {}, status));

async function sendMany(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) await send().catch(() => undefined);
}

// Red without the breaker: each request would reach the provider.
describe('a provider that fails', () => {
  test.each([
    ['with 500', () => answer(500)],
    [
      'by resetting connections',
      () => upstream.server.answer((_, response) => response.socket?.resetAndDestroy()),
    ],
  ])('%s gets no more requests after ten failures in a row', async (_, fail) => {
    fail();
    await sendMany(20);
    expect(arrived()).toBe(10);
    await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE', retryable: true });
    expect(arrived()).toBe(10);
  });

  test('by not responding gets no more requests after ten failures in a row', async () => {
    const silent = await startUpstream({ attemptTimeout: 0.5 }, { probeAfter });
    silent.server.answer(() => undefined);
    for (let index = 0; index < 20; index += 1) {
      await silent.http.send(silent.request()).catch(() => undefined);
    }
    expect(silent.server.arrived).toHaveLength(10);
    await silent.close();
  });

  test.each([400, 404, 200])('now and then, with a %d in between, still gets requests', async (status) => {
    for (let round = 0; round < 5; round += 1) {
      answer(500);
      await sendMany(4);
      answer(status);
      await send();
    }
    expect(arrived()).toBeGreaterThanOrEqual(25);
  });

  test.each([401, 403, 404, 429])('only with %d keeps its circuit closed', async (status) => {
    answer(status);
    upstream.now = 0;
    for (let index = 0; index < 15; index += 1) {
      // Less than the minimum wait of a rate limit, which is a second.
      await upstream.http.send(upstream.request({ scope: aScopeWith(900) })).catch(() => undefined);
      upstream.now += 60_000;
    }
    expect(arrived()).toBe(15);
  });

  test('only because callers abort keeps its circuit closed', async () => {
    upstream.server.answer(() => undefined);
    for (let index = 0; index < 12; index += 1) {
      const caller = new AbortController();
      const sent = upstream.http
        .send(upstream.request({ scope: aScope({ signal: caller.signal }) }))
        .catch(() => undefined);
      setTimeout(() => caller.abort(), 10);
      await sent;
    }
    answer(200);
    await expect(send()).resolves.toMatchObject({ status: 200 });
  });

  test('at one origin still gets requests at another', async () => {
    answer(500);
    await sendMany(15);
    const other = await startHttpServer();
    await expect(upstream.http.send(upstream.request({ url: other.url }))).resolves.toMatchObject({
      status: 200,
    });
    await other.close();
  });
});

describe('an open circuit', () => {
  beforeEach(async () => {
    answer(500);
    await sendMany(10);
  });

  // Red if a rejection waits for anything, even for 1 ms.
  test('rejects requests before the next turn of the event loop, and sends none', async () => {
    const before = arrived();
    for (let index = 0; index < 20; index += 1) {
      const answer = send().catch(() => 'refused');
      expect(await Promise.race([answer, nextTurn('later')])).toBe('refused');
    }
    expect(arrived()).toBe(before);
  });

  test('lets one request through as a probe after a while, and closes if it succeeds', async () => {
    answer(200);
    upstream.now += probeAfter;
    const answers = await Promise.allSettled([send(), send(), send()]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
    await expect(send()).resolves.toMatchObject({ status: 200 });
    expect(arrived()).toBe(12);
  });

  // Red if the probes are timed by a clock that can be set back: the provider would get none for an hour.
  test('lets a probe through on time even if the system clock was set back', async () => {
    const clock = jest.spyOn(Date, 'now').mockReturnValue(Date.now() - 3_600_000);
    answer(200);
    upstream.now += probeAfter;
    await expect(send()).resolves.toMatchObject({ status: 200 });
    clock.mockRestore();
  });

  test('stays open if the probe fails, without a second attempt', async () => {
    upstream.now += probeAfter;
    await sendMany(3);
    expect(arrived()).toBe(11);
  });

  test('stays open if the caller of the probe aborts', async () => {
    const caller = new AbortController();
    upstream.server.answer(() => caller.abort());
    upstream.now += probeAfter;
    const scope = aScope({ signal: caller.signal });
    await upstream.http.send(upstream.request({ scope })).catch(() => undefined);
    await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(arrived()).toBe(11);
  });

  test('is logged once when it opens and once when it closes', async () => {
    await sendMany(5);
    answer(200);
    upstream.now += probeAfter;
    await sendMany(3);
    const circuit = upstream.lines.map(({ msg }) => msg).filter((msg) => String(msg).startsWith('circuit'));
    expect(circuit).toEqual(['circuit open', 'circuit closed']);
  });
});

describe('the circuit of a proxy', () => {
  const PROXY = 'http://proxy.example';
  let now: number;
  let breaker: ReturnType<typeof createBreaker>;
  let lines: readonly LogLine[];

  beforeEach(() => {
    now = 0;
    const { logger, ...log } = aLogger();
    lines = log.lines;
    const options = { probeAfter, now: () => now, logger, observer: NO_OBSERVER };
    breaker = createBreaker({ provider: 'ringme', ...options });
  });

  const { signal } = new AbortController();

  /** Attempts a request through the proxy that fails for this reason; resolves to whether the circuit allowed it. */
  async function failing(origin: string, reason: FailureReason | null, proxy: string | null = PROXY) {
    let isMade = false;
    const attempt = () => {
      isMade = true;
      return Promise.reject(new UpstreamError('ringme', 'UPSTREAM_UNAVAILABLE', 'It fails.', reason));
    };
    await breaker({ workspace: 'acme', origin, proxy }, signal, attempt).catch(() => undefined);
    return isMade;
  }

  async function failMany(...failure: Parameters<typeof failing>): Promise<void> {
    for (let index = 0; index < 10; index += 1) await failing(...failure);
  }

  const changes = () => lines.map(({ msg }) => msg);

  // Red if a request that a provider's circuit rejects counts as a success of the proxy.
  test('isn’t closed by a request that the provider’s own open circuit rejects', async () => {
    await failMany('https://one.example', 'PROXY_ECONNREFUSED');
    now += probeAfter;
    await failMany('https://other.example', null, null);
    expect(await failing('https://other.example', null)).toBe(false);
    expect(changes()).toEqual(['circuit open', 'circuit open']);
    // The probe hasn't been sent yet.
    expect(await failing('https://one.example', 'PROXY_ECONNREFUSED')).toBe(true);
    expect(await failing('https://one.example', 'PROXY_ECONNREFUSED')).toBe(false);
  });

  test.each<[FailureReason | null, boolean]>([
    [null, true],
    ['PROXY_BAD_GATEWAY', true],
    ['CERT_HAS_EXPIRED', true],
    ['PROXY_ENOTFOUND', false],
    ['ETIMEDOUT', false],
  ])('closes if its probe fails with %s: %s', async (reason, closes) => {
    await failMany('https://one.example', 'PROXY_ECONNREFUSED');
    now += probeAfter;
    expect(await failing('https://one.example', reason)).toBe(true);
    expect(changes().at(-1)).toBe(closes ? 'circuit closed' : 'circuit open');
  });
});

// Red with any interval between probes other than three seconds.
test('a failing provider is probed every three seconds, so that it is used within ten of its recovery', async () => {
  const down = await startUpstream();
  const arrivedAt = async (seconds: number) => {
    down.now = seconds * 1000;
    await down.http.send(down.request()).catch(() => undefined);
    return down.server.arrived.length;
  };
  down.server.answer((_, response) => answerJson(response, {}, 500));
  for (let index = 0; index < 10; index += 1) await arrivedAt(0);
  expect(await arrivedAt(2.999)).toBe(10);
  // The recovery comes too late for this probe.
  expect(await arrivedAt(3)).toBe(11);
  down.server.answer((_, response) => answerJson(response, {}));
  expect(await arrivedAt(5.999)).toBe(11);
  expect(await arrivedAt(6)).toBe(12);
  expect(await arrivedAt(6)).toBe(13);
  await down.close();
});
