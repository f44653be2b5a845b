import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  execute,
  GraphQLBoolean,
  GraphQLEnumType,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLObjectType,
  GraphQLSchema,
  GraphQLString,
  parse,
  type GraphQLOutputType,
} from 'graphql';
import { GraphQLJSONObject } from 'graphql-scalars';
import { DateTimeScalar } from '../../src/graph/input/date-time.scalar.js';
import { readRequest } from '../../src/execution/graphql-js.js';
import { JsonWriter, Piece } from '../../src/execution/json-writer.js';
import { createOperationPlan, resolvedFields } from '../../src/execution/operation-plan.js';
import { SerializedFragmentCache } from '../../src/execution/fragment-cache.js';
import { isPure } from '../../src/graph/schema/pure-fields.js';

/* Whatever a resolver or property evaluates to, the plan writes the same response as graphql-js, to the byte. */

const GraphQLSize = new GraphQLEnumType({
  name: 'Size',
  values: { SMALL: { value: 1 }, LARGE: { value: 'x' } },
});

const TYPES = [
  GraphQLString,
  GraphQLID,
  GraphQLInt,
  GraphQLFloat,
  GraphQLBoolean,
  GraphQLSize,
  DateTimeScalar,
  GraphQLJSONObject,
];

/** Rejects without being unhandled, because graphql-js itself doesn't look into a list that isn't one by its type. */
function late(): Promise<never> {
  const promise = Promise.reject(new Error('late'));
  promise.catch(() => undefined);
  return promise;
}

const VALUES: Readonly<Record<string, () => unknown>> = {
  'an empty string': () => '',
  'characters that JSON escapes': () => 'a"b\\c\n\t\u0000\u001f\u007f\u2028/',
  'characters of two and three bytes': () => 'Zażółć gęślą jaźń ’ €',
  'an astral character': () => 'a😀b',
  'a lone high surrogate': () => 'x\ud800y',
  'a lone low surrogate': () => '\udc00',
  'a long string': () => 'Łódź "x" '.repeat(20_000),
  'a string of digits': () => '12',
  zero: () => 0,
  'negative zero': () => -0,
  one: () => 1,
  'a fraction': () => 1.5,
  'a very small fraction': () => 1e-7,
  'the largest Int': () => 2 ** 31 - 1,
  'an integer beyond 32 bits': () => 2 ** 31,
  'an integer beyond 2^53': () => 2 ** 53 + 2,
  'a very large number': () => 1e21,
  NaN: () => NaN,
  Infinity: () => Infinity,
  'a bigint': () => 10n,
  yes: () => true,
  no: () => false,
  null: () => null,
  undefined: () => undefined,
  'a date': () => new Date(0),
  'a timestamp': () => 1741775097123,
  'a timestamp that is out of range': () => 9e15,
  'an object': () => ({ a: [1, null, undefined, NaN], 'b"': 'ż', c: undefined, d: new Date(0) }),
  'an object with a bigint': () => ({ a: 10n }),
  'an object with valueOf': () => ({ valueOf: () => 3 }),
  'an object that JSON leaves out': () => ({ toJSON: () => undefined }),
  'a list': () => ['x', 1, null],
  'an empty list': () => [],
  'a set': () => new Set(['x', 1]),
  'a list of lists': () => [['x'], [], null],
  'a list with holes': () => [, 'x'],
  'a list with an error': () => ['x', new Error('broken'), 'x'],
  'promises in a list': () => ['x', Promise.resolve('x'), late(), 1],
  'a symbol': () => Symbol('x'),
  'an error': () => new Error('broken'),
  'a promise': () => Promise.resolve('x'),
  'a promise of a list': () => Promise.resolve(['x', Promise.resolve(1)]),
  'a promise of undefined': () => Promise.resolve(undefined),
  'a promise that rejects': () => late(),
};

const WRAPS: Readonly<Record<string, (type: GraphQLOutputType) => GraphQLOutputType>> = {
  one: (type) => type,
  needed: (type) => new GraphQLNonNull(type),
  list: (type) => new GraphQLList(type),
  full: (type) => new GraphQLList(new GraphQLNonNull(type)),
  lists: (type) => new GraphQLList(new GraphQLList(type)),
};

const NO_JSON = new Set([
  'a bigint',
  'an object with a bigint',
  'an object that JSON leaves out',
  'a symbol',
]);
const NEEDING = new Set(['needed', 'full']);

/** A schema that returns the value as each of the types, in every position. */
function schemaOf(value: () => unknown): GraphQLSchema {
  const fields = TYPES.flatMap((type) =>
    Object.entries(WRAPS).map(([name, wrap]) => [`${type.name}_${name}`, wrap(type)] as const),
  );
  const Box = new GraphQLObjectType({
    name: 'Box',
    fields: Object.fromEntries(
      fields.flatMap(([name, type]) => [
        [name, { type }],
        [`r_${name}`, { type, resolve: value }],
      ]),
    ),
  });
  const box = () => {
    const source = {};
    for (const [name] of fields) Object.defineProperty(source, name, { get: value });
    return source;
  };
  const query = {
    name: 'Query',
    fields: { box: { type: Box, resolve: box }, alone: { type: Box, resolve: box } },
  };
  return new GraphQLSchema({ query: new GraphQLObjectType(query) });
}

async function executedBoth(schema: GraphQLSchema, query: string) {
  const document = parse(query);
  const request = readRequest({ schema, document });
  if (request === null) throw new Error('not valid');
  const plan = createOperationPlan(
    request,
    resolvedFields(schema, isPure),
    new SerializedFragmentCache(new JsonWriter()),
  );
  const written = await plan(request, true);
  const { data, errors = [] } = await execute({ schema, document });
  const texts = (of: readonly unknown[]) => of.map((error) => JSON.stringify(error)).sort();
  return {
    own: written && { data: Buffer.concat(written.data).toString(), errors: texts(written.errors) },
    expected: () => ({ data: JSON.stringify(data), errors: texts(errors) }),
    mayLeave: errors.length > 0,
  };
}

describe.each(Object.entries(VALUES))('%s', (name, value) => {
  test.each(TYPES.map((type) => [type.name]))('as %s', async (type) => {
    const schema = schemaOf(value);
    for (const wrap of Object.keys(WRAPS)) {
      for (const field of [`${type}_${wrap}`, `r_${type}_${wrap}`]) {
        const { own, expected, mayLeave } = await executedBoth(schema, `{ box { ${field} __typename } }`);
        if (own !== null) expect({ field, ...own }).toEqual({ field, ...expected() });
        // A null that propagates is left to graphql-js, and so is what isn't JSON.
        else expect([field, NO_JSON.has(name) || (mayLeave && NEEDING.has(wrap))]).toEqual([field, true]);
      }
    }
  });
});

// Without the guard in the plan of lists the rejection terminates the process.
test('a rejected promise after an item that leaves the list to graphql-js isn’t unhandled', async () => {
  const list = () => [null, Promise.reject(new Error('late'))];
  const type = new GraphQLList(new GraphQLNonNull(GraphQLInt));
  const query = new GraphQLObjectType({ name: 'Query', fields: { list: { type, resolve: list } } });
  const request = readRequest({
    schema: new GraphQLSchema({ query }),
    document: parse('{ list }'),
  });
  if (request === null) throw new Error('not valid');
  const plan = createOperationPlan(
    request,
    resolvedFields(request.schema, isPure),
    new SerializedFragmentCache(new JsonWriter()),
  );
  expect(await plan(request, true)).toBeNull();
  await new Promise((resolve) => setImmediate(resolve));
});

test('serializes any string as JSON.stringify does, whatever the total length', () => {
  const writer = new JsonWriter();
  const anyText = fc.string({ unit: 'binary', maxLength: 50 });
  fc.assert(
    fc.property(fc.array(anyText), (texts) => {
      const piece = new Piece();
      writer.begin(piece);
      for (const text of texts) writer.string(text);
      writer.end();
      expect(piece.bytes().toString()).toBe(texts.map((text) => JSON.stringify(text)).join(''));
    }),
    { seed: 20250312 },
  );
});
