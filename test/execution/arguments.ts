import { overCalls, withVariables, type Operations } from './an-operation.js';
import { RANGE } from './providers.js';

export const ARGUMENTS: Operations = {
  literals: {
    query: `{ calls(from: "${RANGE.from}", to: "${RANGE.to}", first: 2, order: OLDEST_FIRST) { nodes { uuid startedAt } } }`,
  },
  'a literal object': overCalls(
    'uuid',
    ', filter: { direction: [INBOUND, OUTBOUND], hasNotes: false, minDurationSeconds: 1 }',
  ),
  'one item for a list': overCalls('uuid', ', filter: { direction: INBOUND }'),
  'literal nulls': overCalls(
    'uuid notes(includeDeleted: null) { uuid }',
    ', first: null, filter: null, after: null, order: null',
  ),
  'a block string': overCalls('uuid', ', filter: { flag: """\n  Billing\n  """ }'),
  'text with everything in it': {
    query: '{ extensions(search: "\\u2028 \\"quoted\\" ${x} `y` \\\\ \\n </script> 😀") { totalCount } }',
  },
  'variables of every type': withVariables(
    '$first: Int, $order: CallOrder, $filter: CallFilter, $after: String, $workspace: ID',
    '{ calls(workspace: $workspace, from: $from, to: $to, first: $first, order: $order, filter: $filter, after: $after) { nodes { uuid } } }',
    {
      first: 3,
      order: 'OLDEST_FIRST',
      filter: { direction: 'INBOUND', phone: null },
      after: null,
      workspace: 'sandbox',
    },
  ),
  'variables left out': withVariables(
    '$first: Int, $order: CallOrder, $filter: CallFilter',
    '{ calls(from: $from, to: $to, first: $first, order: $order, filter: $filter) { nodes { uuid } } }',
    {},
  ),
  'variables that are null': withVariables(
    '$first: Int, $order: CallOrder, $filter: CallFilter',
    '{ calls(from: $from, to: $to, first: $first, order: $order, filter: $filter) { nodes { uuid } } }',
    { first: null, order: null, filter: null },
  ),
  'defaults of variables': withVariables(
    '$first: Int = 2, $order: CallOrder! = OLDEST_FIRST, $filter: CallFilter = { direction: INBOUND }, $deleted: Boolean = true',
    '{ calls(from: $from, to: $to, first: $first, order: $order, filter: $filter) { nodes { uuid notes(includeDeleted: $deleted) { status } } } }',
    {},
  ),
  'a default that a null replaces': withVariables(
    '$first: Int = 2',
    '{ calls(from: $from, to: $to, first: $first) { nodes { uuid } } }',
    { first: null },
  ),
  'a nullable variable with a default where null may not be': {
    query: `query ($from: DateTime = "${RANGE.from}") { calls(from: $from, to: "${RANGE.to}") { nodes { uuid } } }`,
    variables: {},
  },
  'its null': {
    query: `query ($from: DateTime = "${RANGE.from}") { client { name } calls(from: $from, to: "${RANGE.to}") { nodes { uuid } } }`,
    variables: { from: null },
  },
  'a list variable’s null item': {
    query: 'query ($id: ID = "x") { nodes(ids: [$id, "y"]) { id } client { name } }',
    variables: {},
  },
  'variables in a literal': withVariables(
    '$d: CallDirection!, $phone: String, $min: Int',
    '{ calls(from: $from, to: $to, filter: { direction: [$d], phone: $phone, minDurationSeconds: $min }) { nodes { uuid } } }',
    { d: 'INBOUND', min: 1 },
  ),
  'a list variable in a literal': withVariables(
    '$d: [CallDirection!]',
    '{ calls(from: $from, to: $to, filter: { direction: $d }) { nodes { uuid } } }',
    { d: ['INBOUND'] },
  ),
  'variables in a scalar of objects': {
    query:
      'query ($type: String, $sip: String) { _entities(representations: [{ __typename: $type, sip: $sip }, { __typename: "Client", clientId: $sip }]) { __typename } }',
    variables: { type: 'Extension', sip: 'acmeSIP101' },
  },
  'variables of objects': {
    query:
      'query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Extension { sip name } } }',
    variables: {
      of: [
        { __typename: 'Extension', sip: 'unknown' },
        { __typename: 'Extension', sip: 'acmeSIP101' },
      ],
    },
  },
  'a number for an ID': {
    query: 'query ($id: ID) { client(clientId: $id) { name } b: client(clientId: 12) { name } }',
    variables: { id: 12 },
  },
  'a variable that nothing knows': {
    ...overCalls('uuid'),
    variables: { ...RANGE, nothing: { constructor: 1 } },
  },
  'a variable named as an object’s own': {
    query:
      'query ($constructor: String, $toString: Int) { extensions(search: $constructor, first: $toString) { totalCount } }',
    variables: {},
  },
};
