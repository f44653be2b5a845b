import { HEAD, overCalls, withVariables, type Operations } from './an-operation.js';
import { RANGE } from './providers.js';

const CONTACT = `contact { __typename
  ... on CallContactPerson { uuid firstName }
  ... on CallContactOrganisation { uuid name } }`;

export const SELECTIONS: Operations = {
  scalars: overCalls('id uuid startedAt durationSeconds cost destination hasNotes smsText'),
  enums: overCalls('direction status service routing from { kind }'),
  'lists of objects': overCalls(
    'from { phone { raw e164 formatted } } to { kind } flags { uuid name color }',
  ),
  'an object scalar': overCalls('notes(includeDeleted: true) { content createdAt files { name sizeBytes } }'),
  'a union': overCalls(`from { ${CONTACT} } externalParty { ${CONTACT} }`),
  'only the __typename of a union': overCalls('from { contact { __typename } }'),
  'one member of a union': overCalls('from { contact { ... on CallContactPerson { name: firstName } } }'),
  'a union in two aliases': overCalls(`a: from { ${CONTACT} } b: from { contact { t: __typename } }`),
  '__typename everywhere': {
    query: `${HEAD}) { __typename a: __typename calls(from: $from, to: $to) { __typename edges { __typename
      node { __typename agents { __typename extension { __typename account { __typename } } } } }
      pageInfo { __typename hasNextPage } } }`,
    variables: RANGE,
  },
  'links to every provider': overCalls(
    'uuid notes { uuid text html author { lastName } call { uuid } } client { clientId } agents { extension { sip } } extension { name }',
  ),
  'links back': {
    query: `${HEAD}) { extensions(first: 3) { totalCount nodes { sip client { name
      calls(from: $from, to: $to, first: 1) { nodes { uuid } } } calls(from: $from, to: $to) { totalCount } } } }`,
    variables: RANGE,
  },
  'an empty result': {
    query: '{ extensions(search: "nobody at all") { nodes { sip } totalCount pageInfo { endCursor } } }',
  },
  'missing entities': {
    query: '{ node(id: "x") { id } call(uuid: "x") { uuid } nodes(ids: ["x", "y"]) { id } }',
  },
};

export const MERGING: Operations = {
  'the same field twice': overCalls('uuid uuid agents { internalNumber } uuid agents { user { lastName } }'),
  'the same field before and after others': overCalls(
    'b: cost uuid notes { uuid } status notes { text } uuid',
  ),
  'root fields in several selections': withVariables(
    '$n: Int',
    '{ calls(from: $from, to: $to, first: $n) { totalCount } client { name } calls(from: $from, to: $to, first: $n) { nodes { uuid } } }',
    { n: 2 },
  ),
  'a field in two fragments': overCalls(
    '...A ...B uuid',
    '',
    'fragment A on Call { cost notes { uuid } agents { user { uuid } } } fragment B on Call { status agents { internalNumber } notes { text } }',
  ),
  'fragments in fragments': overCalls(
    '...A',
    '',
    'fragment A on Call { ...B uuid ...C } fragment B on Call { ...C cost } fragment C on Call { client { ...D } } fragment D on Client { name }',
  ),
  'a fragment spread twice': overCalls('...A cost ...A', '', 'fragment A on Call { uuid notes { uuid } }'),
  'a fragment at two depths': overCalls(
    '...A notes { call { ...A } }',
    '',
    'fragment A on Call { uuid client { name } hasNotes }',
  ),
  'inline fragments without a type and with the same type': overCalls(
    '... { uuid } ... on Call { uuid cost } ... on Node { id ... on Call { status } }',
  ),
  'fragments that don’t apply': overCalls(
    '... on Node { ... on Note { text } ... on Extension { sip } ... on Call { uuid } __typename }',
  ),
  'aliases from Object.prototype': overCalls(
    'constructor: uuid toString: cost hasOwnProperty: status valueOf: direction then: service toJSON: routing prototype: id',
  ),
  'aliases with names of internal variables': overCalls(
    '__parent: uuid __context: cost idx0: status result: direction err: service __validNode0: client { __concrete: name }',
  ),
  'an operation named constructor': {
    query: 'query constructor { client { name } } query toString { __typename }',
    operationName: 'constructor',
  },
  'aliases with underscores in different positions': overCalls(
    'a_b: client { c: name } a: client { b_c: name } uuid_: notes { id } uuid: notes { _id: id }',
  ),
};
