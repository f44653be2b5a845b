import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql';
import { ANYONE, callerWith } from '../../src/domain/caller.js';
import type { Workspace } from '../../src/domain/sources.js';
import { isPure, markPure } from '../../src/graph/schema/pure-fields.js';
import { readRequest } from '../../src/execution/graphql-js.js';
import { JsonWriter } from '../../src/execution/json-writer.js';
import { createOperationPlan, resolvedFields } from '../../src/execution/operation-plan.js';
import { SerializedFragmentCache } from '../../src/execution/fragment-cache.js';
import { aContext, startExecutor, type Executor } from './executions.js';
import { CACHED, RANGE, startProviders, type Providers } from './providers.js';

/* A serialized record is reused for callers that may see it in the same form. */

let providers: Providers;
let executor: Executor;
let workspaces: ReadonlyMap<string, Workspace>;

beforeAll(async () => {
  providers = await startProviders();
  executor = await startExecutor();
  workspaces = providers.open(CACHED);
});
afterAll(async () => {
  await executor.stop();
  await providers.close();
});

const NEVER = new AbortController().signal;
const MASKED = callerWith({
  workspaces: ['sandbox'],
  scopes: ['calls:read', 'notes:read'],
  maskPersonalData: true,
});

// Without the two maps of SerializedFragmentCache the second caller gets the fragments of the first.
test('callers with and without masked personal data don’t share fragments', async () => {
  const query = `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to) { nodes { uuid smsText from { phone { formatted e164 } } notes { uuid html } } }
  }`;
  const operation = { query, variables: RANGE };
  const answers = new Map([ANYONE, MASKED].map((caller) => [caller, new Set<string>()]));
  for (let times = 0; times < 5; times += 1) {
    for (const [caller, seen] of answers) {
      const { answer } = await executor.execute(operation, aContext(workspaces, NEVER, caller));
      seen.add(JSON.stringify(answer));
    }
  }
  const [whole, masked, ...others] = [...answers.values()].flatMap((seen) => [...seen]);
  expect(others).toEqual([]);
  expect(whole).toMatch(/e164.{5}\+48\d{9}/);
  expect(masked).not.toMatch(/e164.{5}\+48\d/);
  // Without the count of errors in SerializedFragmentCache, a forbidden text would be null without an error later.
  expect(masked).toContain('FORBIDDEN');
});

// Without `settled` in the plan of fields the cached fragment contains the call's earlier client.
test('links of a record are resolved every time', async () => {
  const query = `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to, first: 1) { nodes { uuid client { timezone } } }
  }`;
  const timezone = async () => {
    const { answer } = await executor.execute({ query, variables: RANGE }, aContext(workspaces));
    return /"timezone":"([^"]*)"/.exec(answer.data ?? '')?.[1];
  };
  const before = [await timezone(), await timezone(), await timezone(), await timezone()];
  expect(new Set(before).size).toBe(1);
  const update = 'mutation { updateClient(input: { timezone: "Asia/Tokyo" }) { client { timezone } } }';
  await executor.execute({ query: update }, aContext(workspaces));
  expect(before).not.toContain('Asia/Tokyo');
  expect(await timezone()).toBe('Asia/Tokyo');
});

/** A record and a schema for it; `reads` counts the reads of its field. */
function aRecord() {
  const seen = { reads: 0 };
  const record = {
    get name() {
      seen.reads += 1;
      return 'a name';
    },
  };
  const Thing = new GraphQLObjectType({ name: 'Thing', fields: { name: { type: GraphQLString } } });
  const query = { name: 'Query', fields: { thing: { type: Thing, resolve: () => record } } };
  return { schema: new GraphQLSchema({ query: new GraphQLObjectType(query) }), Thing, seen };
}

function executes(schema: GraphQLSchema, texts: SerializedFragmentCache) {
  const request = readRequest({ schema, document: parse('{ thing { name } }') });
  if (request === null) throw new Error('not valid');
  const plan = createOperationPlan(request, resolvedFields(schema, isPure), texts);
  return async () => Buffer.concat((await plan(request, true))?.data ?? []).toString();
}

test('a pure field is read only until it is serialized a second time, any other field every time', async () => {
  const { schema, Thing, seen } = aRecord();
  const texts = new SerializedFragmentCache(new JsonWriter());
  const before = executes(schema, texts);
  expect([await before(), await before(), await before(), seen.reads]).toEqual(
    Array(3).fill(ANSWER).concat(3),
  );
  for (const field of Object.values(Thing.getFields())) markPure(field);
  const after = executes(schema, texts);
  expect([await after(), await after(), await after(), seen.reads]).toEqual(Array(3).fill(ANSWER).concat(5));
});

// Without the size limit of SerializedFragmentCache it isn't read again.
test('fragments are evicted when the cache is full', async () => {
  const { schema, Thing, seen } = aRecord();
  for (const field of Object.values(Thing.getFields())) markPure(field);
  const roomForOne = new SerializedFragmentCache(new JsonWriter(), 1500);
  const execute = executes(schema, roomForOne);
  const another = executes(schema, roomForOne);
  for (let times = 0; times < 3; times += 1) await execute();
  expect(seen.reads).toBe(2);
  await another();
  await another();
  await execute();
  expect(seen.reads).toBe(5);
});

test('a field with a wrapped resolver or with arguments isn’t pure', () => {
  const fields = {
    plain: { type: GraphQLString },
    wrapped: { type: GraphQLString },
    asked: { type: GraphQLString, args: { how: { type: GraphQLString } } },
  };
  const { plain, wrapped, asked } = new GraphQLObjectType({ name: 'Thing', fields }).getFields();
  if (!plain || !wrapped || !asked) throw new Error('no fields');
  for (const field of [plain, wrapped, asked]) markPure(field);
  wrapped.resolve = () => 'something else';
  expect([plain, wrapped, asked].map(isPure)).toEqual([true, false, false]);
});

const ANSWER = '{"thing":{"name":"a name"}}';
