import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { GraphQLSchema } from 'graphql';
import type { Workspace } from '../../src/domain/sources.js';
import { buildGraphSchema } from '../../src/graph/schema/build-schema.js';
import { aContext, startExecutor, type Executor } from './executions.js';
import { randomOperation } from './random-operation.js';
import { CACHED, startProviders, argumentValues, type Providers } from './providers.js';

const SEED = 20250312;
const OPERATIONS = 250;

let providers: Providers;
let executor: Executor;
let schema: GraphQLSchema;
let workspaces: ReadonlyMap<string, Workspace>;
let values: Awaited<ReturnType<typeof argumentValues>>;

beforeAll(async () => {
  providers = await startProviders();
  executor = await startExecutor();
  schema = await buildGraphSchema();
  workspaces = providers.open(CACHED);
  values = await argumentValues(executor, workspaces);
});
afterAll(async () => {
  await executor.stop();
  await providers.close();
});

test(`plans give the same responses as graphql-js to ${OPERATIONS} random queries (seed ${SEED})`, async () => {
  let compiled = 0;
  for (let index = 0; index < OPERATIONS; index += 1) {
    const operation = randomOperation(schema, values, SEED, index);
    const { first, second } = await executor.executeTwice(operation, () => aContext(workspaces));
    expect({ index, operation, ...second.answer }).toEqual({ index, operation, ...first.answer });
    if (second.isCompiled) compiled += 1;
  }
  // The others are too large, or a null propagates in them.
  expect(compiled).toBeGreaterThan(0.8 * OPERATIONS);
});
