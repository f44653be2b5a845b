import { expect, test } from '@jest/globals';
import { getNamedType, isObjectType, type GraphQLField } from 'graphql';
import { buildGraphSchema } from '../../../src/graph/schema/build-schema.js';
import { costsOf } from '../../../src/graph/cost/costs.js';

/** Fields whose value is already in their parent, or that need no provider request. */
const FREE = new Set([
  'CallEdge.node',
  'ExtensionEdge.node',
  'NoteEdge.node',
  'Query.archive',
  'UpdateClientPayload.client',
  'CallStatisticsGroup.extension',
  'Query._service',
  'Query._sdl',
]);
const ENTITIES = ['Extension', 'Client', 'Call', 'Note'];

async function fields(): Promise<readonly (readonly [string, GraphQLField<unknown, unknown>])[]> {
  const schema = await buildGraphSchema();
  return Object.values(schema.getTypeMap())
    .filter(isObjectType)
    .flatMap((type) =>
      Object.values(type.getFields()).map((field) => [`${type.name}.${field.name}`, field] as const),
    );
}

function mayAskAProvider([name, { type, args }]: readonly [string, GraphQLField<unknown, unknown>]): boolean {
  const of = getNamedType(type).name;
  const isLink = ENTITIES.includes(of) || of.endsWith('Connection');
  const isOwn = !name.startsWith('__') && !FREE.has(name);
  return isOwn && (isLink || args.length > 0 || /^(Query|Mutation|Subscription)\./.test(name));
}

test('every root field, link, connection and field with arguments declares its cost', async () => {
  const asking = (await fields()).filter(mayAskAProvider);
  expect(asking.length).toBeGreaterThan(30);
  const silent = asking.filter(([, field]) => costsOf(field).charge === undefined);
  expect(silent.map(([name]) => name)).toEqual([]);
});

test('every free field exists in the schema', async () => {
  const known = new Set((await fields()).map(([name]) => name));
  expect([...FREE].filter((name) => !known.has(name))).toEqual([]);
});
