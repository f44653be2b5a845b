import { beforeEach, expect, test } from '@jest/globals';
import { execute, GraphQLObjectType, buildSchema, parse } from 'graphql';
import { readRequest } from '../../src/execution/graphql-js.js';
import { SerializedFragmentCache } from '../../src/execution/fragment-cache.js';
import { JsonWriter } from '../../src/execution/json-writer.js';
import { createOperationPlan, resolvedFields } from '../../src/execution/operation-plan.js';
import type { Turns } from '../../src/execution/run.js';

/* A list is written in as many turns as needed, and the response equals graphql-js's, to the byte. */

interface Item {
  readonly number: number;
  readonly items: readonly Item[];
}

const NUMBERS = Array.from({ length: 100 }, (_, number) => number);
const item = (number: number, depth: number): Item => ({
  number,
  items: depth === 0 ? [] : NUMBERS.slice(0, 20).map((each) => item(each, depth - 1)),
});
const ITEMS = NUMBERS.map((number) => item(number, 2));

const LONG_TEXTS = Array.from({ length: 10 }, () => 'x'.repeat(100_000));

const RESOLVERS: Readonly<Record<string, () => unknown>> = {
  items: () => ITEMS,
  later: () => Promise.resolve(ITEMS),
  each: () => ITEMS.map((one) => Promise.resolve(one)),
  failing: () => NUMBERS.map((number) => (number % 30 === 29 ? Promise.reject(new Error('late')) : number)),
  long: () => LONG_TEXTS,
  broken: () => ITEMS.map((one, index) => (index === 90 ? null : one)),
};

const schema = buildSchema(`
  type Item { number: Int! items: [Item!]! }
  type Query {
    items: [Item!]! later: [Item] each: [Item!] failing: [Int] long: [String] broken: [Item!] }
`);
const query = schema.getQueryType();
for (const [name, resolve] of Object.entries(RESOLVERS)) {
  const field = query instanceof GraphQLObjectType ? query.getFields()[name] : undefined;
  if (field) field.resolve = resolve;
}

let looks: number;
beforeEach(() => {
  looks = 0;
});

/** Turns that are over at every second check, or at another interval. */
const everySecond = (next: () => Promise<void> = () => Promise.resolve()): Turns => ({
  isOver: () => (looks += 1) % 2 === 0,
  next,
});

function planOf(text: string) {
  const document = parse(text);
  const request = readRequest({ schema, document, contextValue: {}, variableValues: {} });
  if (request === null) throw new Error('not valid');
  const pure = resolvedFields(schema, ({ name }) => name === 'number');
  const plan = createOperationPlan(request, pure, new SerializedFragmentCache(new JsonWriter()));
  return { document, run: async (turns: Turns) => plan(request, true, undefined, turns) };
}

test.each([
  '{ items { number } }',
  '{ items { number items { number items { number } } } }',
  '{ later { items { number } number } a: items { number } b: items { items { number } } }',
  '{ each { number items { number } } items { number } }',
  '{ failing items { number } }',
])('%s is written as graphql-js writes it', async (text) => {
  const { document, run } = planOf(text);
  const { data, errors = [] } = await execute({ schema, document });
  for (const again of [1, 2, 3]) {
    const written = await run(everySecond());
    expect([again, Buffer.concat(written?.data ?? []).toString()]).toEqual([again, JSON.stringify(data)]);
    expect(written?.errors.map(String).sort()).toEqual(errors.map(String).sort());
  }
  expect(looks).toBeGreaterThan(10);
});

test('a list whose later item is a forbidden null is left to graphql-js', async () => {
  expect(await planOf('{ broken { number } items { number } }').run(everySecond())).toBeNull();
});

// Red if a list is written in one turn.
test('another operation is written while a list waits for its turn', async () => {
  const { run } = planOf('{ items { number } }');
  const turns = Promise.withResolvers<undefined>();
  let isWritten = false;
  const waiting = run(everySecond(() => turns.promise)).then((written) => {
    isWritten = true;
    return written;
  });
  const other = await run({ isOver: () => false, next: () => Promise.resolve() });
  expect(isWritten).toBe(false);
  turns.resolve(undefined);
  expect((await waiting)?.data).toEqual(other?.data);
});

// Red if the time is only checked after 16 items, however long their texts are.
test('a short list of long texts is written in several turns', async () => {
  const { run } = planOf('{ long }');
  const written = await run(everySecond());
  expect(Buffer.concat(written?.data ?? []).toString()).toBe(JSON.stringify({ long: LONG_TEXTS }));
  expect(looks).toBe(10);
});
