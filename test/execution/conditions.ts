import { overCalls, withVariables, type Operations } from './an-operation.js';

const CONDITIONAL = `{ calls(from: $from, to: $to) @skip(if: $a) { nodes { uuid @include(if: $b) cost } }
  more: calls(from: $from, to: $to) { nodes { status ...F @include(if: $a) ... on Call @skip(if: $b) { direction }
    ...F @include(if: $b) agents @skip(if: $a) @include(if: $b) { internalNumber } } }
  client @include(if: $b) { name @skip(if: $a) } }
  fragment F on Call { service client { name } extension @include(if: $a) { sip } }`;

const CONDITIONS: Operations = Object.fromEntries(
  [false, true].flatMap((a) =>
    [false, true].map((b) => [
      `conditions of every kind, ${String(a)} and ${String(b)}`,
      withVariables('$a: Boolean!, $b: Boolean!', CONDITIONAL, { a, b }),
    ]),
  ),
);

export const DIRECTIVES: Operations = {
  ...CONDITIONS,
  'literal conditions': overCalls(
    'uuid @skip(if: true) cost @skip(if: false) status @include(if: true) direction @include(if: false) client @include(if: true) @skip(if: true) { name }',
  ),
  'an object without remaining fields': overCalls(
    'client { name @skip(if: true) } agents { internalNumber @include(if: false) }',
  ),
  'an operation without remaining fields': {
    query: '{ client @skip(if: true) { name } ... @include(if: false) { clients { name } } }',
  },
  'a field that is skipped first and selected later': overCalls('uuid @skip(if: true) cost uuid'),
  'a field that is skipped in one of two selections': overCalls(
    'client @skip(if: true) { name } uuid client { timezone }',
  ),
  'a fragment that is skipped first and spread later': overCalls(
    '...A @include(if: false) cost ...A',
    '',
    'fragment A on Call { uuid }',
  ),
  'a fragment under two conditions': withVariables(
    '$a: Boolean!, $b: Boolean!',
    '{ x: calls(from: $from, to: $to) @include(if: $a) { ...A } y: calls(from: $from, to: $to) @include(if: $b) { ...A } } fragment A on CallConnection { nodes { uuid } }',
    { a: false, b: true },
  ),
  'a missing condition with a default value': withVariables(
    '$a: Boolean = true, $b: Boolean! = false',
    '{ calls(from: $from, to: $to) { nodes { uuid @include(if: $a) cost @skip(if: $b) } } }',
    {},
  ),
  'a condition with a default value': withVariables(
    '$a: Boolean = true, $b: Boolean! = false',
    '{ calls(from: $from, to: $to) { nodes { uuid @include(if: $a) cost @skip(if: $b) } } }',
    { a: false, b: true },
  ),
  'conditions in abstract types': {
    query: `query ($ids: [ID!]!, $a: Boolean!) { nodes(ids: $ids) { id @skip(if: $a) ... on Call @include(if: $a) { uuid }
      ... on Extension { sip @skip(if: $a) name } ...N @include(if: $a) } } fragment N on Node { id __typename }`,
    variables: { ids: [], a: true },
  },
};
