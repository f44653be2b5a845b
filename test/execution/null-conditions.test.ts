import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { aCompany } from '../support/a-company.js';
import { eventually } from '../support/eventually.js';
import { startGrowingHistory } from '../subscriptions/a-call-history.js';
import { byEventStream } from '../subscriptions/subscribers.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([0]) } });
});
afterAll(() => board.close());

/** The response to a query whose variable `x` is null despite its default. */
const ask = (query: string, headers: Readonly<Record<string, string>> = {}) =>
  board.query(query, { x: null }, headers);

/** The responses of Apollo, of the plan, of the fast path, and beside an estimate. */
const WAYS: readonly Readonly<Record<string, string>>[] = [{}, {}, {}, {}, { 'x-switchboard-cost': 'true' }];

const nullArgument = (name: string, type: string) =>
  `Argument "${name}" of non-null type "${type}" must not be null.`;

describe.each(['@skip(if: $x)', '@include(if: $x)'])(
  'null in %s (guards: collected, isArgumentFault)',
  (directive) => {
    test.each<[string, string, unknown, unknown]>([
      ['a root field', `query ($x: Boolean = true) { __typename ${directive} }`, null, undefined],
      [
        'a nested field',
        `query ($x: Boolean = true) { client { name ${directive} } }`,
        { client: null },
        ['client'],
      ],
      [
        'an inline fragment',
        `query ($x: Boolean = true) { ... on Query ${directive} { __typename } }`,
        null,
        undefined,
      ],
      [
        'a fragment spread',
        `query ($x: Boolean = true) { ...F ${directive} } fragment F on Query { __typename }`,
        null,
        undefined,
      ],
    ])('on %s gives graphql-js’s error on every execution path', async (_, query, data, path) => {
      for (const headers of WAYS) {
        const answer = await ask(query, headers);
        expect(answer.data).toEqual(data);
        expect(answer.errors).toEqual([
          {
            message: nullArgument('if', 'Boolean!'),
            locations: [expect.any(Object)],
            ...(path === undefined ? {} : { path }),
            extensions: { code: 'BAD_USER_INPUT' },
          },
        ]);
      }
      expect(board.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
    });
  },
);

test('null in a non-null argument is a BAD_USER_INPUT error, not an internal error', async () => {
  for (const headers of WAYS) {
    const { errors } = await ask('query ($x: [ID!] = []) { nodes(ids: $x) { id } }', headers);
    expect(errors).toMatchObject([
      { message: nullArgument('ids', '[ID!]!'), extensions: { code: 'BAD_USER_INPUT' } },
    ]);
  }
  expect(board.log.filter(({ level }) => Number(level) >= 50)).toEqual([]);
});

test('null in a condition of a subscription gives graphql-js’s error in each event', async () => {
  const history = await startGrowingHistory({});
  const query = 'subscription ($x: Boolean = true) { callAdded { uuid @skip(if: $x) } }';
  const subscriber = byEventStream(history.url, { query, variables: { x: null } });
  let number = 0;
  await eventually(() => {
    history.appear((number += 1));
    return subscriber.results.length > 0;
  });
  expect(subscriber.results[0]?.errors).toMatchObject([
    { message: nullArgument('if', 'Boolean!'), path: ['callAdded'], extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  subscriber.leave();
  await history.close();
});
