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
  'a single item for a list': overCalls('uuid', ', filter: { direction: INBOUND }'),
  'literal nulls': overCalls(
    'uuid notes(includeDeleted: null) { uuid }',
    ', first: null, filter: null, after: null, order: null',
  ),
  'a block string': overCalls('uuid', ', filter: { flag: """\n  Billing\n  """ }'),
  'a string with special characters': {
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
  'missing variables': withVariables(
    '$first: Int, $order: CallOrder, $filter: CallFilter',
    '{ calls(from: $from, to: $to, first: $first, order: $order, filter: $filter) { nodes { uuid } } }',
    {},
  ),
  'variables that are null': withVariables(
    '$first: Int, $order: CallOrder, $filter: CallFilter',
    '{ calls(from: $from, to: $to, first: $first, order: $order, filter: $filter) { nodes { uuid } } }',
    { first: null, order: null, filter: null },
  ),
  'default values of variables': withVariables(
    '$first: Int = 2, $order: CallOrder! = OLDEST_FIRST, $filter: CallFilter = { direction: INBOUND }, $deleted: Boolean = true',
    '{ calls(from: $from, to: $to, first: $first, order: $order, filter: $filter) { nodes { uuid notes(includeDeleted: $deleted) { status } } } }',
    {},
  ),
  'null in place of a default value': withVariables(
    '$first: Int = 2',
    '{ calls(from: $from, to: $to, first: $first) { nodes { uuid } } }',
    { first: null },
  ),
  'a nullable variable with a default value in a non-null position': {
    query: `query ($from: DateTime = "${RANGE.from}") { calls(from: $from, to: "${RANGE.to}") { nodes { uuid } } }`,
    variables: {},
  },
  'null for a variable in a non-null position': {
    query: `query ($from: DateTime = "${RANGE.from}") { client { name } calls(from: $from, to: "${RANGE.to}") { nodes { uuid } } }`,
    variables: { from: null },
  },
  'a nullable variable with a default value as a list item': {
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
  'variables in a literal of an object scalar': {
    query:
      'query ($type: String, $sip: String) { _entities(representations: [{ __typename: $type, sip: $sip }, { __typename: "Client", clientId: $sip }]) { __typename } }',
    variables: { type: 'Extension', sip: 'acmeSIP101' },
  },
  'an object scalar as a variable': {
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
  'an undeclared variable': {
    ...overCalls('uuid'),
    variables: { ...RANGE, nothing: { constructor: 1 } },
  },
  'variables with names from Object.prototype': {
    query:
      'query ($constructor: String, $toString: Int) { extensions(search: $constructor, first: $toString) { totalCount } }',
    variables: {},
  },
};
