import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startUpstream, type Upstream } from '../../support/an-upstream.js';
import { answerJson } from '../../support/http-server.js';

/* A cache between Switchboard and the provider may answer in its place, and states the age (RFC 9111, 5.1). */

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream();
});

afterEach(() => upstream.close());

function answerAged(age: string, status = 200) {
  upstream.server.answer((_, response) => answerJson(response.setHeader('age', age), {}, status));
}

test('a request asks caches for a validated response', async () => {
  await upstream.http.send(upstream.request());
  expect(upstream.server.arrived[0]?.headers).toMatchObject({ 'cache-control': 'no-cache' });
});

// Red if the age isn't read: a response from yesterday would be served, and archived, as today's.
test.each([200, 400, 404])(
  'a response of more than a minute ago is UPSTREAM_BAD_RESPONSE (%d)',
  async (status) => {
    answerAged('61', status);
    await expect(upstream.http.send(upstream.request())).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: expect.stringContaining('cache'),
    });
    expect(upstream.server.arrived).toHaveLength(1);
  },
);

test('an old response to a PUT doesn’t show whether it was applied', async () => {
  answerAged('3600');
  const put = upstream.http.send(upstream.request({ method: 'PUT', json: '{}' }));
  await expect(put).rejects.toMatchObject({ code: 'OUTCOME_UNKNOWN' });
});

test.each(['0', '60', '', 'old', '-1', '0x61'])('a response with the age %j is used', async (age) => {
  answerAged(age);
  expect(await upstream.http.send(upstream.request())).toMatchObject({ status: 200, body: {} });
});

test('an old server error is still a server error', async () => {
  answerAged('3600', 503);
  await expect(upstream.http.send(upstream.request())).rejects.toMatchObject({
    code: 'UPSTREAM_UNAVAILABLE',
  });
});
