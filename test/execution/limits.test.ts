import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, type DocumentNode, type GraphQLSchema } from 'graphql';
import { buildGraphSchema } from '../../src/graph/schema/build-schema.js';
import { readRequest } from '../../src/execution/graphql-js.js';
import { createPlanCache } from '../../src/execution/plan-cache.js';
import { createDocumentCache } from '../../src/operations/document-cache.js';
import { overCalls } from './an-operation.js';
import { aContext, startExecutor, type Executor, type Operation } from './executions.js';
import { CACHED, startProviders, type Providers } from './providers.js';
import { isPure } from '../../src/graph/schema/pure-fields.js';

let schema: GraphQLSchema;
let executor: Executor;
let providers: Providers;

beforeAll(async () => {
  schema = await buildGraphSchema();
  executor = await startExecutor();
  providers = await startProviders();
});
afterAll(async () => {
  await executor.stop();
  await providers.close();
});

const executedTwice = (operation: Operation) => {
  const workspaces = providers.open(CACHED);
  return executor.executeTwice(operation, () => aContext(workspaces));
};

const chain = (length: number): string =>
  length === 0 ? 'name' : `name extensions(first: 1) { nodes { client { ${chain(length - 1)} } } }`;
const doubling = (length: number) =>
  Array.from(
    { length },
    (_, index) => `fragment F${index} on Call { client { name } ...F${index + 1} ...F${index + 1} }`,
  ).join(' ') + ` fragment F${length} on Call { uuid }`;
const nested = (length: number) =>
  Array.from({ length }, (_, index) => `fragment F${index} on Call { ...F${index + 1} }`).join(' ') +
  ` fragment F${length} on Call { uuid }`;
const aliases = (count: number, field = 'name') =>
  Array.from({ length: count }, (_, index) => `a${index}: ${field}`).join(' ');

test.each<readonly [string, Operation]>([
  ['many fields', { query: `{ client { ${aliases(1100)} } }` }],
  [
    'many fields for each type of an interface',
    { query: `{ node(id: "x") { ... on Node { ${aliases(300, 'id')} } } }` },
  ],
])('leaves %s to graphql-js', async (_extent, operation) => {
  const { first, second } = await executedTwice(operation);
  expect(second.answer).toEqual(first.answer);
  expect(second.isCompiled).toBe(false);
});

test.each<readonly [string, Operation]>([
  ['fragments that are spread twice, forty levels deep', overCalls('...F0', '', doubling(40))],
  ['a thousand nested fragments', overCalls('...F0', '', nested(1000))],
  ['deeply nested fields', { query: `{ client { ${chain(40)} } }` }],
  ['many fields of one type', { query: `{ node(id: "x") { ... on Client { ${aliases(300)} } } }` }],
])('plans %s, because each is collected once', async (_extent, operation) => {
  const { first, second } = await executedTwice(operation);
  expect(second.answer).toEqual(first.answer);
  expect(second.isCompiled).toBe(true);
});

describe('the plan cache', () => {
  const document = parse('query ($a: Boolean!) { client { name @include(if: $a) } }');
  const requestOf = (of: DocumentNode, variableValues: object, operationName?: string) => {
    const request = readRequest({
      schema,
      document: of,
      variableValues: { ...variableValues },
      operationName,
    });
    if (request === null) throw new Error('no operation');
    return request;
  };

  test('plans an operation once for each outcome of its conditions', () => {
    const planCache = createPlanCache(schema, isPure, () => undefined);
    const plan = planCache(document, requestOf(document, { a: true }));
    expect(plan).not.toBeNull();
    expect(planCache(document, requestOf(document, { a: true }))).toBe(plan);
    expect(planCache(document, requestOf(document, { a: false }))).not.toBe(plan);
  });

  test('creates separate plans for the operations of one document', () => {
    const planCache = createPlanCache(schema, isPure, () => undefined);
    const several = parse('query A { client { name } } query B { clients { name } }');
    const [a, b] = ['A', 'B'].map((name) => planCache(several, requestOf(several, {}, name)));
    expect(a).not.toBeNull();
    expect(b).not.toBeNull();
    expect(a).not.toBe(b);
  });

  test('evicts the least recently used plans', async () => {
    const documents = createDocumentCache();
    const planCache = createPlanCache(schema, isPure, documents.count);
    const plan = async (name: string) => {
      const source = `query ${name}($a: Boolean!) { client { name @include(if: $a) } }`;
      const kept = (await documents.store.get(name)) ?? parse(source);
      await documents.store.set(name, kept);
      return planCache(kept, requestOf(kept, { a: true }));
    };
    const [used, forgotten] = [await plan('used'), await plan('forgotten')];
    expect(await plan('forgotten')).toBe(forgotten);
    for (let index = 0; index < 20_000; index += 1) {
      await plan(`other_${index}`);
      if (index % 1000 === 0) expect(await plan('used')).toBe(used);
    }
    expect(await plan('used')).toBe(used);
    expect(await plan('forgotten')).not.toBe(forgotten);
  });
});
