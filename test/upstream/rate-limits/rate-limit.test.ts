import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope, aScopeWith } from '../../support/a-scope.js';
import { eventually } from '../../support/eventually.js';
import { answerJson } from '../../support/http-server.js';
import { startUpstream, type Upstream } from '../../support/an-upstream.js';

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream();
});

afterEach(() => upstream.close());

const arrived = () => upstream.server.arrived.length;
// Has a time limit, so that a test fails soon if a request waits instead of failing at once.
const send = (account = 'acme') =>
  upstream.http
    .forAccount(account)
    .send(upstream.request({ scope: aScope({ signal: AbortSignal.timeout(3000) }) }));

function limit(headers: Record<string, string>, status = 429) {
  upstream.server.answer((_, response) => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
    answerJson(response, { success: false, message: 'Request limit has been exceeded' }, status);
  });
}

// Red if a rate limit isn't observed: the requests would arrive.
describe('a rate limit', () => {
  test.each<Record<string, string>>([
    { 'retry-after': '60' },
    { 'x-ratelimit-reset': '60' },
    { 'retry-after': '60', 'x-ratelimit-reset': '3000' },
    { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '60' },
    { 'retry-after': 'Sun, 01 Mar 2026 10:01:00 GMT', date: 'Sun, 01 Mar 2026 10:00:00 GMT' },
  ])('stated by %j is observed: no request is sent before its end', async (headers) => {
    limit(headers);
    await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED', retryable: true });
    upstream.server.answer((_, response) => answerJson(response, {}));
    upstream.now += 51_000;
    await expect(send()).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    expect(arrived()).toBe(1);
    upstream.now += 9_000;
    await expect(send()).resolves.toMatchObject({ status: 200 });
  });

  test('of one account doesn’t hold back another', async () => {
    limit({ 'retry-after': '60' });
    await send('acme').catch(() => undefined);
    upstream.server.answer((_, response) => answerJson(response, {}));
    await expect(send('globex')).resolves.toMatchObject({ status: 200 });
  });

  test('in the body of a 403 is observed like a 429', async () => {
    limit({ 'retry-after': '60' }, 403);
    const request = upstream.request({
      scope: aScope({ signal: AbortSignal.timeout(3000) }),
      isRateLimit: ({ status }) => status === 403,
    });
    await expect(upstream.http.send(request)).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    await expect(upstream.http.send(request)).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    expect(arrived()).toBe(1);
    expect(upstream.lines).toMatchObject([{ status: 403, outcome: 'UPSTREAM_RATE_LIMITED' }]);
  });

  // Red if a quota's reset is observed although the quota isn't used up: nothing would be sent for 50 minutes.
  test.each<Record<string, string>>([{ 'retry-after': '1' }, {}])(
    'other than the quota in its headers is over after a second: %j',
    async (headers) => {
      limit({ ...headers, 'x-ratelimit-remaining': '900', 'x-ratelimit-reset': '3000' });
      const request = upstream.request({ scope: aScopeWith(900) });
      await expect(upstream.http.send(request)).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
      upstream.server.answer((_, response) => answerJson(response, {}));
      upstream.now += 1000;
      await expect(upstream.http.send(request)).resolves.toMatchObject({ status: 200 });
    },
  );

  test('without a stated time holds requests back for a second', async () => {
    limit({});
    for (let count = 0; count < 2; count += 1) {
      const request = upstream.request({ scope: aScopeWith(400) });
      await expect(upstream.http.forAccount('acme').send(request)).rejects.toMatchObject({
        code: 'UPSTREAM_RATE_LIMITED',
      });
    }
    expect(arrived()).toBe(1);
  });

  test('that outlasts the operation’s remaining time fails the request at once', async () => {
    limit({ 'retry-after': '2' });
    const request = () => upstream.request({ scope: aScopeWith(1900) });
    const started = performance.now();
    await expect(upstream.http.send(request())).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    await expect(upstream.http.send(request())).rejects.toMatchObject({ code: 'UPSTREAM_RATE_LIMITED' });
    expect(performance.now() - started).toBeLessThan(1000);
    expect(arrived()).toBe(1);
  });
});

describe('a short wait', () => {
  let ticking: Upstream;

  beforeEach(async () => {
    ticking = await startUpstream({}, { now: () => performance.now() });
  });

  afterEach(() => ticking.close());

  // Red if a short wait fails: the caller would see UPSTREAM_RATE_LIMITED.
  test('delays the rejected request and later ones, which then succeed', async () => {
    const times: number[] = [];
    ticking.server.answer((_, response) => {
      times.push(performance.now());
      if (times.length > 1) answerJson(response, {});
      else answerJson(response.setHeader('retry-after', '0.2'), {}, 429);
    });
    const refused = ticking.http.send(ticking.request());
    await eventually(() => ticking.lines.length === 1);
    const later = ticking.http.send(ticking.request());
    expect(await Promise.all([refused, later])).toMatchObject([{ status: 200 }, { status: 200 }]);
    expect(Math.min(...times.slice(1)) - (times[0] ?? 0)).toBeGreaterThanOrEqual(195);
    expect(times).toHaveLength(3);
  });

  // Red if the caller's signal doesn't end the wait: it takes 7 s, and `eventually` 5.
  test('ends at once for a caller that aborts', async () => {
    ticking.server.answer((_, response) => answerJson(response.setHeader('retry-after', '7'), {}, 429));
    const caller = new AbortController();
    const ends: unknown[] = [];
    ticking.http
      .send(ticking.request({ scope: aScope({ signal: caller.signal }) }))
      .catch((reason: unknown) => ends.push(reason));
    await eventually(() => ticking.lines.length === 1);
    expect(ends).toEqual([]);
    caller.abort();
    await eventually(() => ends.length === 1);
    expect(ends).toMatchObject([{ code: 'UPSTREAM_TIMEOUT' }]);
    expect(ticking.server.arrived).toHaveLength(1);
  });
});
