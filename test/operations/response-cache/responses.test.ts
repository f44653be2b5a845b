import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { DAY } from '../../support/a-company.js';
import { eventually } from '../../support/eventually.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import {
  CALLS,
  CLIENT,
  EVERYTHING,
  startRemembering,
  TTL,
  type RememberingSwitchboard,
} from './a-remembering-switchboard.js';

const EXTENSIONS = '{ extensions { nodes { sip name } } }';

let remembering: RememberingSwitchboard;

beforeEach(async () => {
  remembering = await startRemembering();
});
afterEach(() => remembering.board.close());

describe('a repeated query', () => {
  test('gets the same bytes without a provider request', async () => {
    const { board, post } = remembering;
    const first = await post({ query: EVERYTHING, variables: DAY });
    board.sandbox.clearRequests();
    const second = await post({ query: EVERYTHING, variables: DAY });
    expect(second).toEqual({ ...first, again: true });
    expect(JSON.parse(second.text)).toMatchObject({ data: { calls: { totalCount: 50 } } });
    expect(board.sandbox.requests).toEqual([]);
  });

  // As Apollo Client 4 sends with every request.
  test('the name of the client’s library doesn’t prevent a cached response', async () => {
    const { post } = remembering;
    const body = {
      query: CLIENT,
      extensions: { clientLibrary: { name: '@apollo/client', version: '4.0.0' } },
    };
    const first = await post(body);
    expect(await post(body)).toEqual({ ...first, again: true });
  });

  test('is logged every time with its operation', async () => {
    const { board, post, responses } = remembering;
    for (let time = 0; time < 3; time += 1) await post({ query: CALLS, variables: DAY });
    const lines = () => board.log.filter(({ msg }) => msg === 'request');
    await eventually(() => lines().length === 3);
    for (const line of lines()) expect(line).toMatchObject({ operation: 'Day', status: 200 });
    expect(responses.hits).toBe(2);
  });

  test('is a cache hit by GET if the URL is the same', async () => {
    const { get } = remembering;
    const first = await get(CLIENT);
    expect(await get(CLIENT)).toEqual({ ...first, again: true });
    expect((await get(EXTENSIONS)).again).toBe(false);
  });

  // Red if the headers of a request aren't part of its cache key.
  test('is rejected if it may be a CSRF, and gets the media type that it accepts', async () => {
    const { get, post } = remembering;
    await get(CLIENT);
    expect((await get(CLIENT, { origin: 'https://elsewhere.example' })).text).toContain('CSRF');
    const accept = 'application/graphql-response+json';
    await post({ query: CLIENT });
    for (const again of [false, true]) {
      const { contentType, ...asked } = await post({ query: CLIENT }, { accept });
      expect(contentType).toContain(accept);
      expect(asked).toMatchObject({ again });
    }
  });
});

// Red if a source doesn't report how long its data is fresh, or reports another source's seconds.
test.each([
  ['the client', CLIENT, undefined, TTL.client],
  ['extensions', EXTENSIONS, undefined, TTL.extensions],
  ['a call’s notes', EVERYTHING, DAY, TTL.notes],
  ['closed calls', CALLS, DAY, TTL.closedCalls],
  ['calls of the current hour', CALLS, { ...DAY, to: '2025-03-17T09:30:00Z' }, TTL.recentCalls],
])('a response is a cache hit while its data is fresh: %s', async (_, query, variables, seconds) => {
  const { board, clock, isAgain, post } = remembering;
  await post({ query, variables });
  clock.pass(seconds - 0.01);
  expect(await isAgain(query, variables)).toBe(true);
  board.sandbox.clearRequests();
  clock.pass(0.01);
  expect(await isAgain(query, variables)).toBe(false);
  expect(board.sandbox.requests).not.toEqual([]);
});

// Red if a response's age counts from its creation.
test.each([
  ['a client', CLIENT, '{ client { domainPrefix } }', undefined, TTL.client],
  ['calls', CALLS, CALLS.replace('uuid', 'status'), DAY, TTL.closedCalls],
])('a response is as old as its data: %s', async (_, query, other, variables, seconds) => {
  const { clock, isAgain, post } = remembering;
  await post({ query, variables });
  clock.pass(seconds - 10);
  await post({ query: other, variables });
  clock.pass(9.9);
  expect(await isAgain(other, variables)).toBe(true);
  clock.pass(0.1);
  expect(await isAgain(other, variables)).toBe(false);
});

// Red if the whole interval that was read counts instead of only the requested part.
test('closed calls that were fetched together with the current hour stay fresh as long as closed calls', async () => {
  const { clock, isAgain, post } = remembering;
  await post({ query: CALLS, variables: { ...DAY, to: '2025-03-17T09:59:00Z' } });
  await post({ query: CALLS, variables: DAY });
  clock.pass(TTL.closedCalls - 1);
  expect(await isAgain(CALLS, DAY)).toBe(true);
});

describe('requests that differ never share a cached response', () => {
  const TWO_OPERATIONS = `query A($search: String, $first: Int, $sip: ID) {
    extensions(search: $search, first: $first) { nodes { sip } } extension(sip: $sip) { sip }
  } query B { client { name } }`;
  const a = (variables: Readonly<Record<string, unknown>>) => ({
    query: TWO_OPERATIONS,
    operationName: 'A',
    variables,
  });

  test.each<[string, readonly Readonly<Record<string, unknown>>[]]>([
    ['values', [a({ search: '1' }), a({ search: '107' }), a({})]],
    ['values of another type', [a({ first: 1 }), a({ first: '1' }), a({ first: true })]],
    ['a missing value and null', [a({ first: null }), a({})]],
    ['values with the same concatenation', [a({ search: '1', sip: '07' }), a({ search: '10', sip: '7' })]],
    ['operations of one document', [a({}), { query: TWO_OPERATIONS, operationName: 'B' }]],
    ['aliases', [{ query: '{ a: client { name } }' }, { query: '{ b: client { name } }' }]],
    ['comments', [{ query: '{ client { name #} }\n} }' }, { query: '{ client { name #} } \n} }' }]],
  ])('%s', async (_, bodies) => {
    const { post } = remembering;
    for (const body of bodies) {
      expect(await post(body)).toMatchObject({ again: false, text: await executed(body) });
    }
    for (const body of bodies) expect((await post(body)).text).toBe(await executed(body));
  });

  test('the order of variables doesn’t matter', async () => {
    const { post } = remembering;
    const { text } = await post({ query: CALLS, variables: DAY });
    const other = await post({ query: CALLS, variables: { to: DAY.to, from: DAY.from } });
    expect(other.text).toBe(text);
  });

  /** The response of a server without a cache. */
  async function executed(body: unknown): Promise<string> {
    await using other = await startSwitchboard({ sandbox: { data: remembering.board.sandbox.data } });
    const response = await fetch(`${other.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return await response.text();
  }
});
