import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { ANYBODY } from '../../../src/auth/principal.js';
import { ANYONE } from '../../../src/domain/caller.js';
import { createGraphqlHandler } from '../../../src/http/graphql-route.js';
import { createResponseCache } from '../../../src/operations/response-cache/response-cache.js';
import { aCompany, DAY } from '../../support/a-company.js';
import { anExtension, numberedUuid } from '../../support/builders.js';
import {
  CALLS,
  CLIENT,
  EVERYTHING,
  startRemembering,
  TTL,
  UPDATE,
  type RememberingSwitchboard,
} from './a-remembering-switchboard.js';

const NO_RANGE = 'calls(from: "2025-03-13T00:00:00Z", to: "2025-03-12T00:00:00Z") { totalCount }';
const TWO_PROVIDERS = '{ client { name } extensions { totalCount } }';

let remembering: RememberingSwitchboard;

beforeEach(async () => {
  remembering = await startRemembering();
});
afterEach(() => remembering.board.close());

describe('neither the server nor the caller may cache', () => {
  // Each is red without its condition in operation-outcomes.ts.
  test.each([
    ['a mutation', { query: UPDATE.replace('{ timezone }', '{ extensions { totalCount } }') }],
    ['a response without provider data', { query: '{ __typename }' }],
    ['a call that wasn’t found', { query: `{ call(uuid: "${numberedUuid(999)}") { id } }` }],
    ['a validation error', { query: '{ nothing }' }],
    ['an invalid argument', { query: `{ client { name } ${NO_RANGE} }` }],
  ])('%s', async (_, body) => {
    const { post } = remembering;
    for (let time = 0; time < 2; time += 1) {
      expect(await post(body)).toMatchObject({ again: false, cacheControl: 'no-store' });
    }
  });

  // Red if such a request has a cache key.
  test.each([
    ['apollo-federation-include-trace', 'ftv1', { ftv1: expect.any(String) }],
    ['x-switchboard-cost', 'true', { cost: expect.any(Object) }],
    ['x-switchboard-upstream', 'true', { upstream: expect.any(Object) }],
  ])('a response to a request with %s, even if the query is cached', async (name, value, extensions) => {
    const { post } = remembering;
    await post({ query: CLIENT });
    for (let time = 0; time < 2; time += 1) {
      const { again, text } = await post({ query: CLIENT }, { [name]: value });
      expect(again).toBe(false);
      expect(JSON.parse(text)).toMatchObject({ extensions });
    }
  });

  test('a partial response', async () => {
    const { board, clock, post } = remembering;
    board.sandbox.behaviour.faults = [{ status: 500, provider: 'voicenter' }];
    for (let time = 0; time < 2; time += 1) {
      expect(await post({ query: TWO_PROVIDERS })).toMatchObject({ again: false, cacheControl: 'no-store' });
    }
    board.sandbox.behaviour.faults = [];
    clock.pass(10);
    expect((await post({ query: TWO_PROVIDERS })).text).toContain('{"totalCount":1}');
  });

  test('a stale response', async () => {
    await remembering.board.close();
    remembering = await startRemembering({ maxStale: 3600 });
    const { board, clock, post } = remembering;
    await post({ query: TWO_PROVIDERS });
    clock.pass(TTL.extensions);
    board.sandbox.behaviour.faults = [{ status: 500, provider: 'voicenter' }];
    for (let time = 0; time < 2; time += 1) {
      const { again, text, cacheControl } = await post({ query: TWO_PROVIDERS });
      expect({ again, cacheControl }).toEqual({ again: false, cacheControl: 'no-store' });
      expect(text).toContain('"stale"');
    }
  });

  test.each<keyof typeof TTL>(['client', 'extensions', 'notes', 'closedCalls'])(
    'a response with data that isn’t cached: %s',
    async (type) => {
      await remembering.board.close();
      remembering = await startRemembering({ ttl: { ...TTL, [type]: 0 } });
      const { post } = remembering;
      for (let time = 0; time < 2; time += 1) {
        const asked = await post({ query: EVERYTHING, variables: DAY });
        expect(asked).toMatchObject({ again: false, cacheControl: 'no-store' });
      }
    },
  );
});

describe('a caller may cache a response', () => {
  test.each([
    ['calls', CALLS, DAY, TTL.closedCalls],
    ['calls of the current hour', CALLS, { ...DAY, to: '2025-03-17T09:30:00Z' }, TTL.recentCalls],
    ['extensions', '{ extensions { totalCount } }', undefined, TTL.extensions],
    ['data of several providers', EVERYTHING.replace('client { name }', ''), DAY, TTL.notes],
  ])('for as many whole seconds as it is fresh: %s', async (_, query, variables, seconds) => {
    const { clock, post } = remembering;
    const maxAge = async () => (await post({ query, variables })).cacheControl;
    expect(await maxAge()).toBe(`private, max-age=${String(seconds)}`);
    clock.pass(1.1);
    expect(await maxAge()).toBe(`private, max-age=${String(seconds - 2)}`);
    clock.pass(seconds - 2);
    expect(await maxAge()).toBe('no-store');
  });

  test('even if the server doesn’t cache it', async () => {
    await using other = await startRemembering({}, 64);
    await other.post({ query: CALLS, variables: DAY });
    expect(await other.post({ query: CALLS, variables: DAY })).toMatchObject({
      again: false,
      cacheControl: `private, max-age=${String(TTL.closedCalls)}`,
    });
  });

  // Red if a read doesn't report whether a mutation can change its data.
  test.each([
    ['a client', CLIENT],
    ['the client of a workspace', '{ workspaces { client { name } } }'],
    ['a client among others', EVERYTHING],
    ['a client reached from an extension', '{ extensions { nodes { client { name } } } }'],
  ])('but must revalidate it if a mutation can change its data: %s', async (_, query) => {
    const { clock, post } = remembering;
    const asked = () => post({ query, variables: DAY });
    const cacheControl = 'private, no-cache';
    for (const again of [false, true]) expect(await asked()).toMatchObject({ again, cacheControl });
    clock.pass(Math.max(...Object.values(TTL)));
    expect(await asked()).toMatchObject({ again: false });
  });

  test('but must revalidate an agent’s extension found by the client’s prefix', async () => {
    const query = CALLS.replace('uuid', 'agents { extension { name } }');
    for (const [SpeedDial, cacheControl] of [
      ['107', `private, max-age=${String(TTL.extensions)}`],
      ['00001107', 'private, no-cache'],
    ]) {
      const data = { ...aCompany([]), extensions: [anExtension({ SpeedDial })] };
      await using other = await startRemembering({ sandbox: { data } });
      const { text, ...asked } = await other.post({ query, variables: DAY });
      expect(text).toContain('Obsługa klienta 1');
      expect(asked).toMatchObject({ cacheControl });
    }
  });

  test('separately for each of its keys (Vary)', async () => {
    const address = `${remembering.board.url}/graphql?query=${encodeURIComponent(CLIENT)}`;
    const { headers } = await fetch(address, { headers: { 'content-type': 'application/json' } });
    expect(headers.get('vary')).toBe(
      'accept, authorization, x-api-key, apollo-federation-include-trace, x-switchboard-cost, x-switchboard-upstream',
    );
  });
});

// Red without the condition in graphql-route.ts.
test('a response with a status other than 200 isn’t cached, even if its data is fresh', async () => {
  const fastify = Fastify();
  const route = createGraphqlHandler({
    execute(request, reply) {
      const read = { operationName: null, operationType: 'query', fromMemory: false } as const;
      request.operation = { ...read, outcome: 'OK', freshUntil: 1000, writable: false };
      reply.code(406).type('text/plain');
      return Promise.resolve('not this one');
    },
    fastPath: { execute: () => Promise.resolve(null), learn: () => undefined },
    responses: createResponseCache({ now: () => 0 }),
    now: () => 0,
  });
  fastify.addHook('onRequest', (request, _reply, done) => {
    request.principal = ANYBODY;
    done();
  });
  fastify.get('/', route);
  for (let time = 0; time < 2; time += 1) {
    const { statusCode, headers } = await fastify.inject('/');
    expect([statusCode, headers['cache-control']]).toEqual([406, undefined]);
  }
  await fastify.close();
});

// Red if the last response replaces a fresher one of an operation that has read newer data.
test('a response isn’t replaced by a less fresh one, unless it was invalidated', () => {
  const cache = createResponseCache({ now: () => 0 });
  const response = { body: new Uint8Array(1), contentType: '', operationName: null, writable: false };
  const keep = (freshUntil: number, began = cache.moment()) => {
    cache.keep('a', began, { ...response, freshUntil });
    return cache.find('a', ANYONE)?.freshUntil;
  };
  expect([keep(20), keep(10), keep(30)]).toEqual([20, 20, 30]);
  cache.forget('acme');
  expect(keep(10)).toBe(10);
});

describe('the size limit', () => {
  const MAX_BYTES = 64 * 2000;

  // Red without the limit per response.
  test('excludes a response of more than a 64th of it', async () => {
    await using small = await startRemembering({}, MAX_BYTES);
    await small.post({ query: CLIENT });
    await small.post({ query: CALLS, variables: DAY });
    expect(await small.isAgain(CLIENT)).toBe(true);
    expect(await small.isAgain(CALLS, DAY)).toBe(false);
  });

  // Red if archived calls, whose responses are never fresh, fill the cache.
  test('isn’t used up by responses that aren’t fresh', () => {
    const cache = createResponseCache({ maxBytes: MAX_BYTES, now: () => 1 });
    const response = { body: new Uint8Array(1000), contentType: '', operationName: null, writable: false };
    cache.keep('fresh', cache.moment(), { ...response, freshUntil: 2 });
    for (let key = 0; key < 1000; key += 1) {
      cache.keep(String(key), cache.moment(), { ...response, freshUntil: 1 });
    }
    expect(cache.find('fresh', ANYONE)).not.toBeNull();
  });

  // Red without the total limit, or if keys don't count.
  test('evicts the least recently used responses', () => {
    const cache = createResponseCache({ maxBytes: MAX_BYTES, now: () => 0 });
    const response = {
      body: new Uint8Array(100),
      contentType: '',
      operationName: null,
      writable: false,
      freshUntil: 1,
    };
    const keys = Array.from({ length: 1000 }, (_, index) => String(index).padEnd(500));
    for (const key of keys) cache.keep(key, cache.moment(), response);
    const kept = keys.map((key) => cache.find(key, ANYONE) !== null);
    const count = kept.filter(Boolean).length;
    expect(kept.indexOf(true)).toBe(keys.length - count);
    expect(count * 1100).toBeLessThan(MAX_BYTES);
    expect(count * 2200).toBeGreaterThan(MAX_BYTES);
  });

  // Red without the sweep: the first one would be evicted as the least recently used.
  test('doesn’t count expired responses, even if nobody requests them again', () => {
    let time = 0;
    const cache = createResponseCache({ maxBytes: MAX_BYTES, now: () => time });
    const response = { body: new Uint8Array(1000), contentType: '', operationName: null, writable: false };
    const fill = (name: string, freshUntil: number) => {
      for (let index = 0; index < 60; index += 1)
        cache.keep(`${name}${index}`, cache.moment(), { ...response, freshUntil });
    };
    cache.keep('first', cache.moment(), { ...response, freshUntil: Infinity });
    fill('short', 1000);
    time = 60_000;
    fill('long', Infinity);
    expect(cache.find('first', ANYONE)).not.toBeNull();
  });

  // Red if the body is cached as a slice of its buffer pool.
  test('counts only the bytes of a response, without its buffer pool', () => {
    const cache = createResponseCache({ now: () => 0 });
    const body = Buffer.alloc(64 * 1024).subarray(10, 20);
    cache.keep('a', cache.moment(), {
      body,
      contentType: '',
      operationName: null,
      writable: false,
      freshUntil: 1,
    });
    expect(cache.find('a', ANYONE)?.body.buffer.byteLength).toBe(10);
  });
});
