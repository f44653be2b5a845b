import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isScalarType,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';
import { buildGraphSchema } from '../../../src/graph/schema/build-schema.js';
import { startSwitchboard, type GraphQLAnswer, type Switchboard } from '../../support/a-switchboard.js';
import { aCompany, DAY } from '../../support/a-company.js';

const LONG = 'x'.repeat(50_000);
const MANY = 2000;

/** The selection that leads to the fields of a type; a type with arguments that is missing here fails the test. */
const PARENTS: Readonly<Record<string, readonly [opening: string, closing: string]>> = {
  Query: ['query', ''],
  Mutation: ['mutation', ''],
  Subscription: ['subscription', ''],
  Client: ['query', 'client'],
  Extension: ['query', 'extension(sip: "acmeSIP107")'],
  Call: ['query', 'call(uuid: "e4baaa94-095a-41b3-b638-203dcfcfd3fe")'],
};

/** Values for required arguments other than the one under test. */
const NEEDED: Readonly<Record<string, unknown>> = {
  ...DAY,
  groupBy: 'DAY',
  id: 'x',
  search: 'x',
  uuid: 'x',
  input: {},
  ids: [],
  uuids: [],
  sips: [],
  clientIds: [],
  representations: [],
  mode: 'LISTED',
};

/** An argument, or an input field in it, with a value that is too long. */
interface Case {
  readonly type: string;
  readonly field: string;
  readonly path: readonly string[];
  readonly value: unknown;
}

const schema = await buildGraphSchema();
const CASES = casesOf(schema);

let board: Switchboard;
beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([0]) } });
});
afterAll(() => board.close());

function casesOf(of: GraphQLSchema): readonly Case[] {
  const types = Object.values(of.getTypeMap()).filter(isObjectType);
  return types
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) =>
      Object.values(type.getFields()).flatMap(({ name: field, args }) =>
        args.flatMap((arg) =>
          tooLong(arg.type, [arg.name]).map(([path, value]) => ({ type: type.name, field, path, value })),
        ),
      ),
    );
}

type TooLong = readonly [path: readonly string[], value: unknown];

function tooLong(given: GraphQLInputType, path: readonly string[]): readonly TooLong[] {
  const type = getNullableType(given);
  const named = getNamedType(type);
  if (isInputObjectType(named)) {
    return Object.values(named.getFields()).flatMap((field) => tooLong(field.type, [...path, field.name]));
  }
  const isText = isScalarType(named) && !['Int', 'Float', 'Boolean'].includes(named.name);
  const texts =
    named.name === '_Any'
      ? [
          { __typename: 'Call', id: LONG },
          { __typename: 'Call', uuid: LONG },
          { __typename: 'Extension', sip: LONG },
          { __typename: 'Client', clientId: LONG },
          { __typename: LONG },
        ]
      : [LONG];
  if (!isListType(type)) return isText ? texts.map((text) => [path, text]) : [];
  const entry = isEnumType(named)
    ? named.getValues()[0]?.name
    : named.name === '_Any'
      ? { __typename: 'Call', id: 'x' }
      : 'PL';
  const list: TooLong = [path, Array.from({ length: MANY }, () => entry)];
  return [list, ...(isText ? texts.map((text): TooLong => [path, [text]]) : [])];
}

/** The operation for a case: every required argument is a variable. */
function operationOf({ type, field, path, value }: Case) {
  const [kind, parent] = PARENTS[type] ?? [];
  if (kind === undefined || parent === undefined) throw new Error(`PARENTS doesn't know ${type}`);
  const owner = schema.getType(type);
  const definition = isObjectType(owner) ? owner.getFields()[field] : undefined;
  const [name = ''] = path;
  const args = (definition?.args ?? []).filter((arg) => arg.name in NEEDED || arg.name === name);
  const isComposite = definition !== undefined && isCompositeType(getNamedType(definition.type));
  const selection =
    type === 'Mutation' ? '{ userErrors { field message } }' : isComposite ? '{ __typename }' : '';
  const declared = args.map((arg) => `$${arg.name}: ${String(arg.type)}`).join(', ');
  const passed = args.map((arg) => `${arg.name}: $${arg.name}`).join(', ');
  const call = `${field}(${passed}) ${selection}`;
  const query = `${kind} (${declared}) { ${parent === '' ? call : `${parent} { ${call} }`} }`;
  const variables = Object.fromEntries(
    args.map((arg) => [arg.name, arg.name === name ? nested(path.slice(1), value) : NEEDED[arg.name]]),
  );
  return { query, variables };
}

function nested([name, ...rest]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  return { ...(name === 'countries' && { mode: NEEDED['mode'] }), [name]: nested(rest, value) };
}

async function streamed(body: object): Promise<string> {
  const response = await fetch(`${board.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(body),
  });
  return response.text();
}

interface Faults {
  readonly updateClient: {
    readonly userErrors: readonly { readonly message: string; readonly field: readonly string[] }[];
  } | null;
}

/** The errors of a case: messages of BAD_USER_INPUT, and userErrors with their field. */
async function faultsOf(given: Case): Promise<readonly string[]> {
  const { query, variables } = operationOf(given);
  if (given.type === 'Subscription') return [await streamed({ query, variables })];
  const { data, errors }: GraphQLAnswer<Faults> = await board.query<Faults>(query, variables);
  const ofUser = given.type === 'Mutation' ? (data?.updateClient?.userErrors ?? []) : [];
  return [
    ...(errors ?? [])
      .filter(({ extensions }) => extensions?.['code'] === 'BAD_USER_INPUT')
      .map(({ message }) => message),
    ...ofUser.map(({ field, message }) => `${field.join('.')}: ${message}`),
  ];
}

// Red without the bounds of length-bounds.ts, without workspaceOf, and for any new argument without a bound.
describe('rejects an argument that is too long, and the message names it', () => {
  test.each(
    CASES.map((given): [name: string, given: Case] => {
      const what = Array.isArray(given.value)
        ? `a list of ${given.value.length}`
        : `a text of ${LONG.length} characters`;
      return [`${given.type}.${given.field}(${given.path.join('.')}) as ${what}`, given];
    }),
  )('%s', async (_, given) => {
    const faults = await faultsOf(given);
    expect(faults.length).toBeGreaterThan(0);
    const name = (given.path.at(-1) ?? '').replace(/s$/, '');
    expect(faults.every((message) => message.includes(name))).toBe(true);
    expect(faults.every((message) => message.length <= 800)).toBe(true);
    expect(board.sandbox.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
  });
});

test('the test cases include strings, lists and input fields', () => {
  const names = CASES.map(({ type, field, path }) => `${type}.${field}(${path.join('.')})`);
  expect(names).toEqual(
    expect.arrayContaining([
      'Query.nodes(ids)',
      'Query.calls(filter.flag)',
      'Query.calls(filter.status)',
      'Client.extensions(after)',
      'Mutation.updateClient(input.geoRestriction.countries)',
      'Subscription.callAdded(filter.phone)',
    ]),
  );
});

test.each([
  ['{ extensions(search: $text) { totalCount } }', 200],
  ['{ extension(speedDial: $text) { id } }', 200],
  ['{ calls(from: $from, to: $to, filter: { flag: $text }) { totalCount } }', 200],
])('%s accepts up to %i characters', async (selection, most) => {
  const query = `query ($text: String, $from: DateTime!, $to: DateTime!) ${selection}`.replace(
    selection.includes('$from') ? '' : ', $from: DateTime!, $to: DateTime!',
    '',
  );
  const ask = (length: number) => board.query(query, { ...DAY, text: 'y'.repeat(length) });
  expect((await ask(most)).errors).toBeUndefined();
  const { errors } = await ask(most + 1);
  expect(errors?.[0]?.message).toMatch(/: must have at most 200 characters$/);
});

test('validates arguments again after other arguments were accepted', async () => {
  const query = `query ($from: DateTime!, $to: DateTime!, $first: Int, $after: String) {
    calls(from: $from, to: $to, first: $first, after: $after) { nodes { uuid } }
  }`;
  const codesOf = async (args: object) => {
    const { errors } = await board.query(query, { ...DAY, ...args });
    return errors?.map(({ extensions, message }) => [extensions?.['code'], message]) ?? [];
  };
  const tooMany = [['BAD_USER_INPUT', 'first: must be at most 1,000']];
  const tooLong = [['BAD_USER_INPUT', 'after: must have at most 4,000 characters']];
  for (let time = 0; time < 3; time += 1) {
    expect(await codesOf({ first: 5 })).toEqual([]);
    expect(await codesOf({ first: 1001 })).toEqual(tooMany);
    expect(await codesOf({ first: 5, after: LONG })).toEqual(tooLong);
  }
});
