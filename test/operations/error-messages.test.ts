import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { withoutSuggestions } from '../../src/operations/introspection.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

const SUGGESTION = 'Did you mean ';
const LONG = SUGGESTION.repeat(20_000);
const DATES = 'from: "2026-01-31T00:00:00Z", to: "2026-02-01T00:00:00Z"';

let production: Switchboard;
let development: Switchboard;

beforeAll(async () => {
  production = await startSwitchboard({ server: { production: true, introspection: false } });
  development = await startSwitchboard();
});
afterAll(async () => {
  await production.close();
  await development.close();
});

// Red without cut in format-error.ts.
test.each<[kind: string, query: string, variables: Readonly<Record<string, unknown>>]>([
  [
    'an enum value',
    `query ($f: CallFilter) { calls(${DATES}, filter: $f) { totalCount } }`,
    { f: { direction: [LONG] } },
  ],
  ['a date', 'query ($d: DateTime!) { calls(from: $d, to: $d) { totalCount } }', { d: LONG }],
  ['a number', 'query ($n: Int) { extensions(first: $n) { totalCount } }', { n: LONG }],
  [
    'an input field’s name',
    'mutation ($i: UpdateClientInput!) { updateClient(input: $i) { userErrors { code } } }',
    { i: { [LONG]: 1 } },
  ],
  ['a literal', `{ extensions(first: "${LONG}") { totalCount } }`, {}],
  ['a name', `{ ${LONG.replaceAll(' ', '_')} }`, {}],
  ['astral characters', `{ extensions(first: "${'😀'.repeat(50_000)}") { totalCount } }`, {}],
  ['a query after a string', `{ a: node(id: "${LONG}") { id } b(x: 1) }`, {}],
])(
  'an error message about %s of 200,000 characters has at most 500 characters',
  async (_, query, variables) => {
    for (const board of [production, development]) {
      const { errors } = await board.query(query, variables);
      expect(errors?.length).toBeGreaterThan(0);
      for (const { message } of errors ?? []) {
        expect(message.length).toBeLessThanOrEqual(500);
        expect(message.isWellFormed()).toBe(true);
      }
    }
  },
);

test('leaves a shorter message unchanged', async () => {
  const { errors } = await development.query('{ extensions(first: "ten") { totalCount } }');
  expect(errors?.[0]?.message).toBe('Int cannot represent non-integer value: "ten"');
});

test.each([
  [
    'variable',
    'query ($d: DateTime) { calls(from: $d) { totalCount } }',
    'Variable "$d" got invalid value "2026-03-04"',
  ],
  ['literal', '{ calls(from: "2026-03-04") { totalCount } }', 'DateTime cannot represent "2026-03-04"'],
])('the error for an invalid date in a %s says what was expected', async (_, query, beginning) => {
  const { errors } = await development.query(query, { d: '2026-03-04' });
  expect(errors?.map(({ message }) => message)).toEqual([
    `${beginning}; expected an RFC 3339 date and time with an offset, such as "2026-01-31T09:00:00+01:00"`,
  ]);
  expect(errors?.[0]).toHaveProperty('locations');
});

test('removes a suggestion in linear time, even from a message with many near matches', () => {
  // The quadratic search of an unanchored expression wouldn't end before the test's timeout.
  const almost = `${SUGGESTION.repeat(200_000)}.`;
  expect(withoutSuggestions(almost)).toBe(almost);
  expect(withoutSuggestions(`Cannot query "x". ${SUGGESTION}"y"?`)).toBe('Cannot query "x".');
});
