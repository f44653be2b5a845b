import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import Fastify from 'fastify';
import { ANYONE } from '../../../src/domain/caller.js';
import { createGraphqlHandler } from '../../../src/http/graphql-route.js';
import { createOperationOutcomes } from '../../../src/operations/operation-outcomes.js';
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

describe('not given again, nor to be kept by the caller, is', () => {
  // Each is red without the condition for it in answered-operations.ts.
  test.each([
    ['a mutation', { query: UPDATE.replace('{ timezone }', '{ extensions { totalCount } }') }],
    ['what was made without reading anything', { query: '{ __typename }' }],
    ['a call that wasn’t found', { query: `{ call(uuid: "${numberedUuid(999)}") { id } }` }],
    ['what a request’s extensions ask for', { query: CLIENT, extensions: { explain: true } }],
    ['the refusal of a document', { query: '{ nothing }' }],
    ['the refusal of an argument', { query: `{ client { name } ${NO_RANGE} }` }],
  ])('%s', async (_, body) => {
    const { post } = remembering;
    for (let time = 0; time < 2; time += 1) {
      expect(await post(body)).toMatchObject({ again: false, cacheControl: 'no-store' });
    }
  });

  // Red if such a request has a key.
  test.each([
    ['apollo-federation-include-trace', 'ftv1', { ftv1: expect.any(String) }],
    ['x-switchboard-cost', 'true', { cost: expect.any(Object) }],
    ['x-switchboard-upstream', 'true', { upstream: expect.any(Object) }],
  ])('what %s asks for, nor is it left out of the same question', async (name, value, extensions) => {
    const { post } = remembering;
    await post({ query: CLIENT });
    for (let time = 0; time < 2; time += 1) {
      const { again, text } = await post({ query: CLIENT }, { [name]: value });
      expect(again).toBe(false);
      expect(JSON.parse(text)).toMatchObject({ extensions });
    }
  });

  test('an answer of which a part failed', async () => {
    const { board, clock, post } = remembering;
    board.sandbox.behaviour.faults = [{ status: 500, provider: 'voicenter' }];
    for (let time = 0; time < 2; time += 1) {
      expect(await post({ query: TWO_PROVIDERS })).toMatchObject({ again: false, cacheControl: 'no-store' });
    }
    board.sandbox.behaviour.faults = [];
    clock.pass(10);
    expect((await post({ query: TWO_PROVIDERS })).text).toContain('{"totalCount":1}');
  });

  test('a stale answer', async () => {
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
    'what was made of something that is asked for each time: %s',
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

describe('a caller may keep an answer', () => {
  test.each([
    ['calls', CALLS, DAY, TTL.closedCalls],
    ['calls of the running hour', CALLS, { ...DAY, to: '2025-03-17T09:30:00Z' }, TTL.recentCalls],
    ['extensions', '{ extensions { totalCount } }', undefined, TTL.extensions],
    ['what several providers gave', EVERYTHING.replace('client { name }', ''), DAY, TTL.notes],
  ])('for the whole seconds that it is fresh: %s', async (_, query, variables, seconds) => {
    const { clock, post } = remembering;
    const maxAge = async () => (await post({ query, variables })).cacheControl;
    expect(await maxAge()).toBe(`private, max-age=${String(seconds)}`);
    clock.pass(1.1);
    expect(await maxAge()).toBe(`private, max-age=${String(seconds - 2)}`);
    clock.pass(seconds - 2);
    expect(await maxAge()).toBe('no-store');
  });

  test('that is executed each time, too', async () => {
    await using other = await startRemembering({}, 64);
    await other.post({ query: CALLS, variables: DAY });
    expect(await other.post({ query: CALLS, variables: DAY })).toMatchObject({
      again: false,
      cacheControl: `private, max-age=${String(TTL.closedCalls)}`,
    });
  });

  // Red if what is read doesn't tell whether a mutation changes it.
  test.each([
    ['a client', CLIENT],
    ['the client of a workspace', '{ workspaces { client { name } } }'],
    ['a client among others', EVERYTHING],
    ['a client that an extension leads to', '{ extensions { nodes { client { name } } } }'],
  ])('but asks for it again each time if a mutation changes something of it: %s', async (_, query) => {
    const { clock, post } = remembering;
    const asked = () => post({ query, variables: DAY });
    const cacheControl = 'private, no-cache';
    for (const again of [false, true]) expect(await asked()).toMatchObject({ again, cacheControl });
    clock.pass(Math.max(...Object.values(TTL)));
    expect(await asked()).toMatchObject({ again: false });
  });

  test('but asks again for an agent’s extension that is found by the client’s prefix', async () => {
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

  test('of its own key only', async () => {
    const address = `${remembering.board.url}/graphql?query=${encodeURIComponent(CLIENT)}`;
    const { headers } = await fetch(address, { headers: { 'content-type': 'application/json' } });
    expect(headers.get('vary')).toBe('accept, authorization, x-api-key');
  });
});

// Red without the condition for it in graphql-route.ts.
test('an answer of another status than 200 is not kept, though what it was made of is fresh', async () => {
  const fastify = Fastify();
  const operations = createOperationOutcomes();
  const route = createGraphqlHandler(fastify, {
    execute(request, reply) {
      const read = { operationName: null, operationType: 'query', fromMemory: false } as const;
      operations.tell(request, { ...read, outcome: 'OK', freshUntil: 1000, writable: false });
      reply.code(406).type('text/plain');
      return Promise.resolve('not this one');
    },
    prepared: { answer: () => Promise.resolve(null), learn: () => undefined },
    operations,
    callerOf: () => ANYONE,
    textOf: () => '',
    responses: createResponseCache({ now: () => 0 }),
    now: () => 0,
  });
  fastify.get('/', route);
  for (let time = 0; time < 2; time += 1) {
    const { statusCode, headers } = await fastify.inject('/');
    expect([statusCode, headers['cache-control']]).toEqual([406, undefined]);
  }
  await fastify.close();
});

// Red if the answer that was made last is kept, though an operation that began later has read something newer.
test('an answer that is fresher than a later one stays, unless it was forgotten', () => {
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

describe('room', () => {
  const MAX_BYTES = 64 * 2000;

  // Red without the limit of one answer.
  test('isn’t given to an answer of more than a 64th of it', async () => {
    await using small = await startRemembering({}, MAX_BYTES);
    await small.post({ query: CLIENT });
    await small.post({ query: CALLS, variables: DAY });
    expect(await small.isAgain(CLIENT)).toBe(true);
    expect(await small.isAgain(CALLS, DAY)).toBe(false);
  });

  // Red without the limit of all, or where keys take none.
  test('is taken from what was asked for longest ago', () => {
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

  // Red without the sweep: the first one would be taken for the one asked for longest ago.
  test('is given back by what isn’t fresh any more, though nobody asks for it again', () => {
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

  // Red if the body is kept as the part of a pool that it came as.
  test('is taken by an answer’s bytes alone', () => {
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
