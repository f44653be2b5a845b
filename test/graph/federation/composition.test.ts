import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  buildASTSchema,
  type ConstDirectiveNode,
  isInputObjectType,
  isObjectType,
  parse,
  type GraphQLSchema,
} from 'graphql';
import { startCrmSubgraph } from '../../../examples/company-graph/crm/crm.subgraph.js';
import { startHrSubgraph } from '../../../examples/company-graph/hr/hr.subgraph.js';
import { startQualitySubgraph } from '../../../examples/company-graph/quality/quality.subgraph.js';
import { readSdl } from '../../../examples/company-graph/sdl.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { anApiKey, anAuth } from '../../support/an-api-key.js';
import { composers } from './compose.js';

// Composing and planning are slow on a machine that runs other suites.
/** A subgraph that computes fields from Switchboard's, and replaces one of them. */
const DESK = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key", "@external", "@requires", "@override"])
  scalar DateTime
  type Query { desks: [String!] }
  type Extension @key(fields: "sip") {
    sip: ID!
    speedDial: String @external
    desk: String @requires(fields: "speedDial")
    name: String! @override(from: "switchboard")
  }
  type Call @key(fields: "id") {
    id: ID!
    startedAt: DateTime! @external
    agents: [CallAgent!]! @external
    shift: String @requires(fields: "startedAt agents { internalNumber }")
  }
  type CallAgent { internalNumber: String! @external }
`;

/** A subgraph that computes a field of calls from their extensions, with these directives for routers. */
const crossing = (directives: string) => `
  extend schema @link(
    url: "https://specs.apollo.dev/federation/v2.9"
    import: ["@key", "@external", "@requires", "@authenticated", "@requiresScopes"]
  )
  type Query { desks: [String!] }
  type Call @key(fields: "id") {
    id: ID!
    extension: Extension @external
    desk: String @requires(fields: "extension { name }") ${directives}
  }
  type Extension @key(fields: "sip", resolvable: false) { sip: ID! name: String! @external }
`;

/** An existing company graph in Federation 2, with plain type names and Relay types of its own. */
const OLD_GRAPH = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.0", import: ["@key", "@shareable"])
  scalar DateTime
  interface Node { id: ID! }
  type Query {
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    people(first: Int, after: String): PersonConnection
  }
  type PersonConnection { nodes: [Person!]! pageInfo: PageInfo! }
  type PageInfo @shareable {
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
    endCursor: String
  }
  type Person implements Node @key(fields: "id") { id: ID! bornAt: DateTime user: User }
  type User implements Node @key(fields: "id") { id: ID! account: Account }
  type Account implements Node @key(fields: "id") { id: ID! owner: Person }
`;

/** The same graph before Federation 2, in which everything without a key may be defined anywhere. */
const OLDER_GRAPH = OLD_GRAPH.replace(/extend schema .*/, '').replace(' @shareable', '');

let switchboard: string;
/** The schema as served if callers need a key. */
let guarded: string;
let company: Readonly<Record<'hr' | 'crm' | 'quality', string>>;

beforeAll(async () => {
  const services = await Promise.all([
    startSwitchboard(),
    startSwitchboard({ auth: anAuth([anApiKey('gateway', { workspaces: ['sandbox'] })]) }),
    startHrSubgraph(0),
    startCrmSubgraph(0),
    startQualitySubgraph(0),
  ]);
  const [own, keyed, hr, crm, quality] = services;
  switchboard = await readSdl(`${own.url}/graphql`, '_service');
  guarded = await readSdl(`${keyed.url}/graphql`, '_service', { 'x-api-key': 'gateway' });
  company = {
    hr: await readSdl(hr.url, '_service'),
    crm: await readSdl(crm.url, '_service'),
    quality: await readSdl(quality.url, '_service'),
  };
  await Promise.all(services.map((service) => service.close()));
});

describe.each(composers)('with %s', (_, compose) => {
  test('the served schema composes alone', () => {
    expect(compose({ switchboard })).toEqual([]);
  });

  test('the schema with scopes composes, alone and with the subgraphs that extend it', () => {
    expect(guarded).toContain('@requiresScopes');
    expect(compose({ switchboard: guarded })).toEqual([]);
    expect(compose({ switchboard: guarded, ...company })).toEqual([]);
  });

  test('the served schema composes with the subgraphs that extend it: HR, CRM and quality', () => {
    expect(compose({ switchboard, ...company })).toEqual([]);
  });

  test.each([
    ['Federation 2', OLD_GRAPH],
    ['Federation 1', OLDER_GRAPH],
  ])(
    'the served schema composes with a %s graph that has its own node, PageInfo, DateTime and User',
    (_version, sdl) => {
      expect(compose({ switchboard, old: sdl })).toEqual([]);
      expect(compose({ switchboard, old: sdl, hr: company.hr, quality: company.quality })).toEqual([]);
    },
  );

  test('a contract without personal data composes, alone and with the subgraphs that extend it', () => {
    const contract = switchboard
      .replaceAll('@tag(name: "personal-data")', '@inaccessible')
      .replace('"@tag"', '"@inaccessible"');
    expect(contract).toContain('smsText: String @inaccessible');
    expect(compose({ switchboard: contract })).toEqual([]);
    expect(compose({ switchboard: contract, ...company })).toEqual([]);
  });

  test('another subgraph can use its fields in @requires and take them over with @override', () => {
    expect(compose({ switchboard, desk: DESK })).toEqual([]);
  });

  test('a subgraph that repeats the scope of another type can use its fields in @requires', () => {
    const scoped = crossing('@authenticated @requiresScopes(scopes: [["extensions:read"]])');
    expect(compose({ switchboard: guarded, desk: scoped })).toEqual([]);
    expect(compose({ switchboard, desk: crossing('') })).toEqual([]);
  });

  test('a PageInfo that isn’t @shareable doesn’t compose', () => {
    const unshared = switchboard.replace('type PageInfo @shareable', 'type PageInfo');
    expect(unshared).not.toBe(switchboard);
    expect(compose({ switchboard: unshared, old: OLD_GRAPH }).join()).toContain('PageInfo');
  });
});

test('from 2.10 on, a subgraph that doesn’t repeat the scope of another type can’t use its fields in @requires', () => {
  const [, compose] = composers.find(([name]) => name.endsWith('2.10')) ?? ['', () => []];
  expect(compose({ switchboard: guarded, desk: crossing('') }).join()).toContain('@requiresScopes');
});

test('the served schema links the lowest Federation version with the directives it uses', () => {
  expect(switchboard).toContain('federation/v2.9"');
  const [, composeWithOldest] = composers[0] ?? ['', () => []];
  const older = switchboard.replace('federation/v2.9"', 'federation/v2.8"');
  expect(composeWithOldest({ switchboard: older }).join()).toContain('@cost');
});

describe('the served schema', () => {
  let schema: GraphQLSchema;

  beforeAll(() => {
    schema = buildASTSchema(parse(switchboard), { assumeValidSDL: true });
  });

  test('omits the fields that a company graph defines only once, and those for gateways', () => {
    const fields = Object.keys(schema.getQueryType()?.getFields() ?? {});
    expect(fields.sort()).toEqual([
      'archive',
      'call',
      'callStatistics',
      'calls',
      'client',
      'clients',
      'extension',
      'extensions',
      'notes',
      'workspaces',
    ]);
    expect(schema.getType('Node')).toBeUndefined();
  });

  test('mentions none of the omitted fields in its descriptions', () => {
    expect(switchboard.match(/`(?:_\w+|nodes?|Node)`/g)).toBeNull();
  });

  test('declares every key', () => {
    const keys = switchboard.matchAll(/^type (\w+)((?: @key\([^)]*\))+)/gm);
    expect([...keys].map(([, type, directives]) => `${type ?? ''}${directives ?? ''}`)).toEqual([
      'Call @key(fields: "id") @key(fields: "uuid startedAt") @key(fields: "uuid")',
      'CallContactOrganisation @key(fields: "uuid", resolvable: false)',
      'CallContactPerson @key(fields: "uuid", resolvable: false)',
      'Client @key(fields: "id") @key(fields: "clientId")',
      'Extension @key(fields: "id") @key(fields: "sip")',
      'Note @key(fields: "id")',
    ]);
  });

  test('declares page sizes and costs for routers', () => {
    const line = (start: string) => switchboard.split('\n').find((one) => one.trim().startsWith(start));
    expect(line('): CallConnection')).toContain(
      '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"]',
    );
    expect(line('): [Note!]')).toContain('@cost(weight: 10)');
  });

  test('tags everything that is hidden from callers without access to personal data', () => {
    const withheld: string[] = [];
    const untagged: string[] = [];
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) && !isInputObjectType(type)) continue;
      for (const field of Object.values(type.getFields())) {
        if (!/(FORBIDDEN|Masked as `.*`) for callers/.test(field.description ?? '')) continue;
        withheld.push(`${type.name}.${field.name}`);
        const directives: readonly ConstDirectiveNode[] = field.astNode?.directives ?? [];
        if (!directives.some(({ name }) => name.value === 'tag')) untagged.push(`${type.name}.${field.name}`);
      }
    }
    expect(withheld).toEqual(expect.arrayContaining(['Call.smsText', 'CallFilter.phone', 'Query.notes']));
    expect(untagged).toEqual([]);
  });
});
