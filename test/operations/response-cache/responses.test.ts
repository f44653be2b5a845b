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

describe('the same question', () => {
  test('is answered with the same bytes, and nothing is sent to a provider', async () => {
    const { board, post } = remembering;
    const first = await post({ query: EVERYTHING, variables: DAY });
    board.sandbox.clearRequests();
    const second = await post({ query: EVERYTHING, variables: DAY });
    expect(second).toEqual({ ...first, again: true });
    expect(JSON.parse(second.text)).toMatchObject({ data: { calls: { totalCount: 50 } } });
    expect(board.sandbox.requests).toEqual([]);
  });

  test('is a line of the log each time, with its operation', async () => {
    const { board, post, responses } = remembering;
    for (let time = 0; time < 3; time += 1) await post({ query: CALLS, variables: DAY });
    const lines = () => board.log.filter(({ msg }) => msg === 'request');
    await eventually(() => lines().length === 3);
    for (const line of lines()) expect(line).toMatchObject({ operation: 'Day', status: 200 });
    expect(responses.hits).toBe(2);
  });

  test('is answered again by GET, too, if its address is the same', async () => {
    const { get } = remembering;
    const first = await get(CLIENT);
    expect(await get(CLIENT)).toEqual({ ...first, again: true });
    expect((await get(EXTENSIONS)).again).toBe(false);
  });

  // Red if the headers of a request aren't part of its key.
  test('is refused if it could be forged, and answered in the form that it asks for', async () => {
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

// Red if a source doesn't tell for how long it is fresh, or tells another one's seconds.
test.each([
  ['the client', CLIENT, undefined, TTL.client],
  ['extensions', EXTENSIONS, undefined, TTL.extensions],
  ['a call’s notes', EVERYTHING, DAY, TTL.notes],
  ['closed calls', CALLS, DAY, TTL.closedCalls],
  ['calls of the running hour', CALLS, { ...DAY, to: '2025-03-17T09:30:00Z' }, TTL.recentCalls],
])(
  'an answer is given again while what it was made of is fresh: %s',
  async (_, query, variables, seconds) => {
    const { board, clock, isAgain, post } = remembering;
    await post({ query, variables });
    clock.pass(seconds - 0.01);
    expect(await isAgain(query, variables)).toBe(true);
    board.sandbox.clearRequests();
    clock.pass(0.01);
    expect(await isAgain(query, variables)).toBe(false);
    expect(board.sandbox.requests).not.toEqual([]);
  },
);

// Red if an answer's age counts from when it was made.
test.each([
  ['a client', CLIENT, '{ client { domainPrefix } }', undefined, TTL.client],
  ['calls', CALLS, CALLS.replace('uuid', 'status'), DAY, TTL.closedCalls],
])('an answer is as old as what it was made of: %s', async (_, query, other, variables, seconds) => {
  const { clock, isAgain, post } = remembering;
  await post({ query, variables });
  clock.pass(seconds - 10);
  await post({ query: other, variables });
  clock.pass(9.9);
  expect(await isAgain(other, variables)).toBe(true);
  clock.pass(0.1);
  expect(await isAgain(other, variables)).toBe(false);
});

// Red if all of an interval counts that was read, and not the part that was asked for.
test('closed calls that were read together with the running hour are as fresh as closed calls', async () => {
  const { clock, isAgain, post } = remembering;
  await post({ query: CALLS, variables: { ...DAY, to: '2025-03-17T09:59:00Z' } });
  await post({ query: CALLS, variables: DAY });
  clock.pass(TTL.closedCalls - 1);
  expect(await isAgain(CALLS, DAY)).toBe(true);
});

describe('questions that differ are never taken for each other:', () => {
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
    ['no value and null', [a({ first: null }), a({})]],
    ['values that read alike together', [a({ search: '1', sip: '07' }), a({ search: '10', sip: '7' })]],
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

  test('the same values in another order are answered alike', async () => {
    const { post } = remembering;
    const { text } = await post({ query: CALLS, variables: DAY });
    const other = await post({ query: CALLS, variables: { to: DAY.to, from: DAY.from } });
    expect(other.text).toBe(text);
  });

  /** What a server answers that keeps nothing. */
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
