import type { ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import { answerJson } from '../../support/http-server.js';
import { startUpstream, type Upstream } from '../../support/an-upstream.js';

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream({ attemptTimeout: 1 });
});

afterEach(() => upstream.close());

type Failing = (response: ServerResponse) => void;

const failures: readonly (readonly [string, Failing])[] = [
  ['a 500', (response) => answerJson(response, {}, 500)],
  ['a 503', (response) => answerJson(response, {}, 503)],
  [
    'a 503 with a quota’s reset',
    (response) => answerJson(response.setHeader('x-ratelimit-reset', '3600'), {}, 503),
  ],
  ['a reset', (response) => response.socket?.resetAndDestroy()],
  ['a body that is cut off', (response) => response.write('{"a"', () => response.destroy())],
  ['no response in time', () => undefined],
  ['a body that stalls', (response) => response.write('{"a"')],
];

/** Fails so many times, then succeeds. */
function failFirst(times: number, failing: Failing) {
  let count = 0;
  upstream.server.answer((_, response) => {
    count += 1;
    if (count <= times) failing(response);
    else answerJson(response, { fine: true });
  });
}

const attempts = () => upstream.server.arrived.length;

// Red without the retry.
describe('a read', () => {
  test.each(failures)('that got %s is retried once, transparently to the caller', async (_, failing) => {
    failFirst(1, failing);
    await expect(upstream.http.send(upstream.request())).resolves.toMatchObject({ body: { fine: true } });
    expect(attempts()).toBe(2);
  });

  test.each(failures)('that got %s twice fails', async (_, failing) => {
    failFirst(2, failing);
    await expect(upstream.http.send(upstream.request())).rejects.toMatchObject({ provider: 'ccrm' });
    expect(attempts()).toBe(2);
  });

  // Red without the jitter: all requests that failed together would be retried after 25 ms.
  test('is retried after a random delay of up to 150 ms', async () => {
    const last = await startUpstream({}, { random: () => 0.999 });
    const times: number[] = [];
    last.server.answer((_, response) => {
      times.push(performance.now());
      answerJson(response, {}, times.length === 1 ? 500 : 200);
    });
    await last.http.send(last.request());
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(140);
    await last.close();
  });

  test('by POST is also retried once', async () => {
    failFirst(1, (response) => answerJson(response, {}, 500));
    await upstream.http.send(upstream.request({ method: 'POST', json: '{}' }));
    expect(attempts()).toBe(2);
  });

  test.each([400, 401, 403, 404, 429])('that got %d is not retried', async (status) => {
    upstream.server.answer((_, response) => answerJson(response, {}, status));
    // Less than the minimum wait of a rate limit, which is a second.
    await upstream.http.send(upstream.request({ scope: aScopeWith(900) })).catch(() => undefined);
    expect(attempts()).toBe(1);
  });

  test('that got anything but JSON is not retried', async () => {
    upstream.server.answer((_, response) => answerJson(response, '<html>'));
    await expect(upstream.http.send(upstream.request())).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
    });
    expect(attempts()).toBe(1);
  });

  test('whose operation has no time left for a retry is not retried', async () => {
    failFirst(1, (response) => answerJson(response, {}, 500));
    const request = upstream.request({ scope: aScopeWith(20) });
    await expect(upstream.http.send(request)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(attempts()).toBe(1);
  });

  test('is not retried if Retry-After exceeds the operation’s remaining time', async () => {
    failFirst(1, (response) => answerJson(response.setHeader('retry-after', '9'), {}, 503));
    await expect(upstream.http.send(upstream.request())).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
    expect(attempts()).toBe(1);
  });

  test('whose caller aborts before the second attempt is not retried', async () => {
    const caller = new AbortController();
    failFirst(1, (response) => {
      response.on('finish', () => setTimeout(() => caller.abort(), 5));
      answerJson(response, {}, 500);
    });
    await expect(
      upstream.http.send(upstream.request({ scope: aScope({ signal: caller.signal }) })),
    ).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    expect(attempts()).toBe(1);
  });
});

// Red if a PUT is retried.
test.each(failures)('a PUT that got %s is never retried, and is OUTCOME_UNKNOWN', async (_, failing) => {
  failFirst(1, failing);
  await expect(upstream.http.send(upstream.request({ method: 'PUT', json: '{}' }))).rejects.toMatchObject({
    code: 'OUTCOME_UNKNOWN',
    retryable: false,
  });
  expect(attempts()).toBe(1);
});

// Red if a PUT reuses a keep-alive connection: it would be OUTCOME_UNKNOWN.
test('a PUT uses a new connection, because a keep-alive connection may be about to close', async () => {
  const used = new WeakSet<object>();
  upstream.server.answer((_, response) => {
    const socket = response.socket ?? {};
    if (used.has(socket)) response.destroy();
    else answerJson(response, {});
    used.add(socket);
  });
  await upstream.http.send(upstream.request());
  for (let count = 0; count < 2; count += 1) {
    const put = upstream.http.send(upstream.request({ method: 'PUT', json: '{}' }));
    await expect(put).resolves.toMatchObject({ status: 200 });
  }
  expect(upstream.server.connections).toBe(3);
});

// Red without the budget: every request would be sent twice.
describe('retries', () => {
  const requests = 60;

  test('are at most a tenth of a minute’s requests', async () => {
    for (let index = 0; index < requests; index += 1) {
      // One failure at a time, so that no circuit opens.
      failFirst(1, (response) => answerJson(response, {}, 500));
      await upstream.http.send(upstream.request()).catch(() => undefined);
      upstream.now += 500;
      upstream.server.answer((_, response) => answerJson(response, {}));
      await upstream.http.send(upstream.request());
    }
    const retries = attempts() - 2 * requests;
    expect(retries).toBeLessThanOrEqual(requests / 5);
    expect(retries).toBeGreaterThan(requests / 10);
  });

  // Red if requests that weren't sent also count: a hundred more would allow ten more retries.
  test('gain no budget from requests that an open circuit rejected', async () => {
    const broken = await startUpstream();
    const send = () => broken.http.send(broken.request());
    broken.server.answer((_, response) => answerJson(response, {}, 500));
    for (let index = 0; index < 100; index += 1) await send().catch(() => undefined);
    expect(broken.server.arrived.length).toBeLessThan(20);
    broken.server.answer((_, response) => answerJson(response, {}));
    broken.now += 3000;
    await send();
    const before = broken.server.arrived.length;
    broken.server.answer((_, response) => answerJson(response, {}, 500));
    await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(broken.server.arrived).toHaveLength(before + 1);
    await broken.close();
  });

  test('are limited to three a minute if there are hardly any requests', async () => {
    const retried: boolean[] = [];
    for (let index = 0; index < 5; index += 1) {
      const before = attempts();
      failFirst(1, (response) => answerJson(response, {}, 500));
      await upstream.http.send(upstream.request()).catch(() => undefined);
      retried.push(attempts() - before === 2);
    }
    expect(retried).toEqual([true, true, true, false, false]);
    upstream.now += 61_000;
    failFirst(1, (response) => answerJson(response, {}, 500));
    await expect(upstream.http.send(upstream.request())).resolves.toMatchObject({ status: 200 });
  });
});
