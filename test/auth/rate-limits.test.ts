import { afterAll, afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import {
  createRateLimits,
  FAILURES_PER_MINUTE,
  SUSPECT_VERIFICATIONS_PER_SECOND,
} from '../../src/auth/rate-limits.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aKey, anIssuer, aToken, type Issuer, type SigningKey } from '../support/an-issuer.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';

const LIMIT = 3;
const NOON = 1_750_000_000_000;

const signing: SigningKey = await aKey('one');
const issuer: Issuer = await anIssuer(signing);
let board: Switchboard;

beforeEach(async () => {
  at(NOON);
  const keys = ['ewa', 'jan'].map((key) => anApiKey(key, { workspaces: ['sandbox'] }));
  const auth = { ...anAuth(keys, issuer.settings), requestsPerMinute: LIMIT };
  board = await startSwitchboard({ auth });
});
afterEach(async () => {
  await board.close();
  jest.restoreAllMocks();
});
afterAll(async () => {
  await issuer[Symbol.asyncDispose]();
});

/** Sets the monotonic clock to milliseconds since the epoch, and the system's clock to the same or another time. */
function at(now: number, clock = now): void {
  jest.spyOn(performance, 'now').mockReturnValue(now);
  jest.spyOn(Date, 'now').mockReturnValue(clock);
}

type Headers = Readonly<Record<string, string>>;

function ask(headers: Headers, path = '/graphql'): Promise<Response> {
  return fetch(`${board.url}${path}?query={__typename}`, {
    headers: { 'apollo-require-preflight': 'yes', ...headers },
  });
}

async function statuses(times: number, headers: Headers, path?: string): Promise<readonly number[]> {
  const found: number[] = [];
  for (let time = 0; time < times; time += 1) found.push((await ask(headers, path)).status);
  return found;
}

// Red without countRequest.
describe('a caller beyond the limit of requests per minute', () => {
  test('gets status 429 with Retry-After until the minute is over', async () => {
    expect(await statuses(LIMIT, { 'x-api-key': 'ewa' })).toEqual([200, 200, 200]);
    at(NOON + 20_000);
    const refused = await ask({ 'x-api-key': 'ewa' });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('retry-after')).toBe('40');
    expect(await refused.json()).toEqual({
      errors: [
        {
          message: 'Too many requests; retry in 40 s.',
          extensions: { code: 'RATE_LIMITED' },
        },
      ],
    });
    at(NOON + 60_000);
    expect(await statuses(1, { 'x-api-key': 'ewa' })).toEqual([200]);
  });

  // Red if the time left is that of the system's clock: callers would be refused until it is right again.
  test('gets it no longer if the system’s clock is set back', async () => {
    expect(await statuses(LIMIT, { 'x-api-key': 'ewa' })).toEqual([200, 200, 200]);
    at(NOON + 20_000, NOON - 3_600_000);
    expect((await ask({ 'x-api-key': 'ewa' })).headers.get('retry-after')).toBe('40');
    at(NOON + 60_000, NOON - 3_560_000);
    expect(await statuses(1, { 'x-api-key': 'ewa' })).toEqual([200]);
  });

  // Red if the clock is read again for the time left: none may be left by then.
  test('waits for at least a second, even at the end of the minute', () => {
    const limits = createRateLimits(1);
    limits.countRequest('ewa');
    const clock = jest.spyOn(performance, 'now');
    clock.mockReturnValueOnce(NOON + 59_999.9).mockReturnValue(NOON + 60_000);
    expect(limits.countRequest('ewa')?.headers).toEqual({ 'retry-after': '1' });
  });

  test('does not affect other callers and can still read the health status', async () => {
    await statuses(LIMIT, { 'x-api-key': 'ewa' });
    expect(await statuses(1, { 'x-api-key': 'ewa' })).toEqual([429]);
    expect(await statuses(1, { 'x-api-key': 'jan' })).toEqual([200]);
    expect(await statuses(2 * LIMIT, { 'x-api-key': 'ewa' }, '/health/live')).not.toContain(429);
  });

  test('is one subject, however many tokens it uses', async () => {
    const bearer = async (sub: string, jti: string) => ({
      authorization: `Bearer ${await aToken(issuer, signing, { sub, jti })}`,
    });
    for (const jti of ['1', '2', '3']) {
      expect(await statuses(1, await bearer('ewa', jti))).toEqual([200]);
    }
    expect(await statuses(1, await bearer('ewa', '4'))).toEqual([429]);
    expect(await statuses(1, await bearer('jan', '5'))).toEqual([200]);
    // The key and the subject of the same name are two callers.
    expect(await statuses(1, { 'x-api-key': 'ewa' })).toEqual([200]);
  });
});

test('each token without a subject counts as a separate caller', async () => {
  const bearer = async (jti: string) => ({
    authorization: `Bearer ${await aToken(issuer, signing, { sub: undefined, jti })}`,
  });
  const first = await bearer('1');
  expect(await statuses(LIMIT + 1, first)).toEqual([200, 200, 200, 429]);
  expect(await statuses(1, await bearer('2'))).toEqual([200]);
});

// Red without countFailure and countVerification.
describe('an address that guesses credentials', () => {
  test('gets 429 instead of 401 after too many guesses; valid keys still work', async () => {
    const guesses = await statuses(FAILURES_PER_MINUTE, { 'x-api-key': 'guess' });
    expect(new Set(guesses)).toEqual(new Set([401]));
    const refused = await ask({ 'x-api-key': 'guess' });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    expect(await statuses(1, {})).toEqual([429]);
    expect(await statuses(1, { 'x-api-key': 'ewa' })).toEqual([200]);
    at(NOON + 60_000);
    expect(await statuses(1, { 'x-api-key': 'guess' })).toEqual([401]);
  });

  test('does not block valid tokens, whether cached or new', async () => {
    const known = { authorization: `Bearer ${await aToken(issuer, signing)}` };
    const fresh = { authorization: `Bearer ${await aToken(issuer, signing, { sub: 'jan' })}` };
    expect(await statuses(1, known)).toEqual([200]);
    await statuses(FAILURES_PER_MINUTE, { 'x-api-key': 'guess' });
    expect(await statuses(1, { 'x-api-key': 'guess' })).toEqual([429]);
    expect(await statuses(1, fresh)).toEqual([200]);
    expect(await statuses(1, known)).toEqual([200]);
  });

  test('shares one budget of signature verifications with all such addresses', async () => {
    await statuses(FAILURES_PER_MINUTE, { 'x-api-key': 'guess' });
    const guess = { authorization: `Bearer ${await aToken(issuer, await aKey('one'))}` };
    await statuses(SUSPECT_VERIFICATIONS_PER_SECOND, guess);
    const fresh = { authorization: `Bearer ${await aToken(issuer, signing, { sub: 'jan' })}` };
    expect(await statuses(1, fresh)).toEqual([429]);
    at(NOON + 1001);
    expect(await statuses(1, fresh)).toEqual([200]);
  });
});

test('applies no limits if authentication is disabled', async () => {
  await using open = await startSwitchboard();
  for (let time = 0; time < 2 * FAILURES_PER_MINUTE; time += 1) {
    const response = await fetch(`${open.url}/graphql?query={__typename}`, {
      headers: { 'apollo-require-preflight': 'yes' },
    });
    expect(response.status).toBe(200);
  }
});

describe('behind a proxy', () => {
  const guess = (address: string) => ({ 'x-api-key': 'guess', 'x-forwarded-for': address });
  const start = (trustedProxies: readonly string[]) =>
    startSwitchboard({
      auth: anAuth([anApiKey('ewa', { workspaces: ['sandbox'] })]),
      server: { trustedProxies },
    });

  test('failures are counted by the address that a trusted proxy reports (guard: trustProxy)', async () => {
    await using trusting = await start(['10.0.0.0/8', '127.0.0.1']);
    board = trusting;
    // The caller's own value is on the left; the proxy appends the address that it sees.
    const guesses = await statuses(FAILURES_PER_MINUTE + 1, guess('203.0.113.9, 198.51.100.1, 10.1.2.3'));
    expect(guesses.at(-1)).toBe(429);
    expect(await statuses(1, guess('203.0.113.9, 198.51.100.2'))).toEqual([401]);
    expect(await statuses(1, guess('198.51.100.1'))).toEqual([429]);
  });

  // Red if every connection of a sender counts as another address.
  test('failures are counted without the port that some proxies add to the address', async () => {
    await using trusting = await start(['127.0.0.1']);
    board = trusting;
    for (let time = 0; time < FAILURES_PER_MINUTE; time += 1) {
      expect(await statuses(1, guess(`198.51.100.1:${50_000 + time}`))).toEqual([401]);
    }
    expect(await statuses(1, guess('198.51.100.1:1'))).toEqual([429]);
    expect(await statuses(1, guess('198.51.100.1'))).toEqual([429]);
    expect(await statuses(1, guess('198.51.100.2:1'))).toEqual([401]);
  });

  test.each([[[]], [['10.0.0.1']]])(
    'ignores X-Forwarded-For of an untrusted sender with trustedProxies %j',
    async (proxies) => {
      await using doubting = await start(proxies);
      board = doubting;
      for (let time = 0; time < FAILURES_PER_MINUTE; time += 1) {
        expect(await statuses(1, guess(`198.51.100.${time}`))).toEqual([401]);
      }
      expect(await statuses(1, guess('198.51.100.200'))).toEqual([429]);
    },
  );
});
