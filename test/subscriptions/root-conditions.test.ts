import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { send } from '../operations/limits/send.js';
import { startGrowingHistory, type GrowingHistory } from './a-call-history.js';
import { WAYS } from './subscribers.js';

/* GraphQL's “Single Root Field” forbids `@skip` and `@include` there; graphql-js 16 throws instead of reporting them. */

let history: GrowingHistory;

beforeAll(async () => (history = await startGrowingHistory()));
afterAll(() => history.close());

const HEAD = 'subscription ($yes: Boolean!)';
const CONDITIONAL = [
  ['on the field', `${HEAD} { callAdded @skip(if: $yes) { uuid } }`],
  ['in a literal', 'subscription ($yes: Boolean!) { callAdded @skip(if: true) { uuid @include(if: $yes) } }'],
  ['on an inline fragment', `${HEAD} { ... @include(if: $yes) { callAdded { uuid } } }`],
  ['on a spread', `${HEAD} { ...A @include(if: $yes) } fragment A on Subscription { callAdded { uuid } }`],
  ['in a fragment', `${HEAD} { ...A } fragment A on Subscription { callAdded @skip(if: $yes) { uuid } }`],
] as const;
const VARIABLES = { yes: true };

const REFUSAL = {
  message: 'Anonymous Subscription must not use `@skip` or `@include` directives in the top level selection.',
  locations: [expect.anything()],
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
};

test.each(WAYS.flatMap(([way, subscribe]) => CONDITIONAL.map((row) => [way, ...row, subscribe] as const)))(
  'over %s, a condition %s of a subscription’s root is a validation error',
  async (_, _where, query, subscribe) => {
    const { results, end } = subscribe(history.url, { query, variables: VARIABLES });
    await eventually(() => end() !== null);
    expect(results[0]?.errors ?? end()).toEqual([REFUSAL]);
  },
);

test('so it is in a plain request, also beside the query that is to be executed', async () => {
  const [[, subscription]] = CONDITIONAL;
  const named = subscription.replace('subscription', 'subscription S');
  const request = { query: `query Q { __typename } ${named}`, operationName: 'Q' };
  const message = REFUSAL.message.replace('Anonymous Subscription', 'Subscription "S"');
  expect(await send(history, request)).toEqual({ status: 400, errors: [{ ...REFUSAL, message }] });
});

test('conditions below the root are allowed', async () => {
  const query = `${HEAD} { callAdded { uuid startedAt @skip(if: $yes) } }`;
  const request = { query: `query Q { __typename } ${query.replace('subscription', 'subscription S')}` };
  expect(await send(history, { ...request, operationName: 'Q' })).toMatchObject({ status: 200 });
});
