import { HEAD, overCalls, withVariables, type Operations } from './an-operation.js';
import { RANGE } from './providers.js';

/** Operations whose fields fail, at every depth. */
export const FAILING: Operations = {
  'a null in a list of an object literal': {
    query: `query ($from: DateTime!, $to: DateTime!, $d: CallDirection = INBOUND) {
      calls(from: $from, to: $to, filter: { direction: [$d] }) { totalCount } }`,
    variables: { ...RANGE, d: null },
  },
  'invalid input at the root': { query: '{ extensions(first: 0) { totalCount } client { name } }' },
  'invalid input in a link': {
    query: `${HEAD}) { client { name calls(from: $to, to: $from) { totalCount } extensions(first: 0) { nodes { sip } } } }`,
    variables: RANGE,
  },
  'invalid input in every item of a list': {
    query: `${HEAD}) { extensions(first: 3) { nodes { sip calls(from: $to, to: $from) { totalCount } } } }`,
    variables: RANGE,
  },
  'invalid input in two aliases': {
    query: '{ a: extensions(first: 0) { totalCount } b: extensions(first: 0) { totalCount } }',
  },
  'invalid input in merged fields': {
    query: '{ extensions(first: 0) { totalCount } extensions(first: 0) { nodes { sip } } }',
  },
  'an unknown workspace': {
    query: '{ client(workspace: "x") { name } extensions(workspace: "x") { totalCount } clients { name } }',
  },
  'items of a list': {
    query:
      '{ _entities(representations: [{ __typename: "Extension" }, { __typename: "Extension", sip: "x" }, { __typename: "Nothing" }]) { __typename } }',
  },
};

export const INTROSPECTION: Operations = {
  'types by name': {
    query: `query ($name: String!) { __type(name: $name) { kind name specifiedByURL isOneOf description
      fields(includeDeprecated: true) { name isDeprecated deprecationReason args { name defaultValue type { name kind ofType { name } } } }
      enumValues { name isDeprecated } inputFields { name type { name } } possibleTypes { name } interfaces { name } }
      unknown: __type(name: "Coerced") { name } u: __type(name: "CallContact") { possibleTypes { name } } }`,
    variables: { name: 'DateTime' },
  },
  'the schema’s types': {
    query:
      '{ __schema { types { name } directives { name isRepeatable locations args { name } } queryType { name } subscriptionType { name } } }',
  },
  'the subgraph schemas': { query: '{ _service { sdl __typename } _sdl }' },
};

/** Operations that plan execution leaves to graphql-js. */
export const LEFT: Operations = {
  'a mutation': {
    query: 'mutation { updateClient(input: { timezone: "nowhere" }) { userErrors { field code } } }',
  },
  'an unknown operation': { query: 'query A { clients { name } }', operationName: 'B' },
  'an empty operation name': { query: 'query A { clients { name } }', operationName: '' },
  'several operations without an operation name': {
    query: 'query A { clients { name } } query B { __typename }',
  },
  'a missing variable': { query: 'query ($id: ID!) { node(id: $id) { id } }' },
  'a variable that is null': { query: 'query ($id: ID!) { node(id: $id) { id } }', variables: { id: null } },
  'a variable of another type': {
    query: 'query ($first: Int) { extensions(first: $first) { totalCount } }',
    variables: { first: '1' },
  },
  'an Int of more than 32 bits': {
    query: 'query ($first: Int) { extensions(first: $first) { totalCount } }',
    variables: { first: 2 ** 31 },
  },
  'a time without a zone': { ...overCalls('uuid'), variables: { ...RANGE, from: '2025-03-12T09:00:00' } },
  'an unknown enum value': withVariables(
    '$o: CallOrder',
    '{ calls(from: $from, to: $to, order: $o) { totalCount } }',
    { o: 'newest_first' },
  ),
  'an unknown input field': withVariables(
    '$f: CallFilter',
    '{ calls(from: $from, to: $to, filter: $f) { totalCount } }',
    { f: { nothing: 1 } },
  ),
  'a list for an input object': withVariables(
    '$f: CallFilter',
    '{ calls(from: $from, to: $to, filter: $f) { totalCount } }',
    { f: [] },
  ),
  'a null item in a list': withVariables(
    '$f: CallFilter',
    '{ calls(from: $from, to: $to, filter: $f) { totalCount } }',
    { f: { direction: [null] } },
  ),
  'null in a condition': {
    query: 'query ($a: Boolean = true) { client { name @include(if: $a) } }',
    variables: { a: null },
  },
  'null in a root condition': {
    query: 'query ($a: Boolean = true) { client @skip(if: $a) { name } }',
    variables: { a: null },
  },
  'null in a non-null position of a literal': {
    query: 'query ($id: ID = "x") { nodes(ids: [$id]) { id } client { name } }',
    variables: { id: null },
  },
  'an operation named __proto__': {
    query: 'query __proto__ { client { name } } query A { __typename }',
    operationName: '__proto__',
  },
  'an alias named __proto__': { query: '{ __proto__: client { __proto__: name name } }' },
  'a variable named __proto__': {
    query: 'query ($__proto__: String) { extensions(search: $__proto__) { totalCount } }',
    variables: {},
  },
};
