import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { print, type DocumentNode } from 'graphql';
import {
  CallsPageDocument,
  CallsWithNotesDocument,
  ExtensionCallsDocument,
} from '../../generated/operations.js';
import { encodeGlobalId } from '../../../src/graph/relay/global-id.js';
import { aCompany, DAY } from '../../support/a-company.js';
import { numberedUuid } from '../../support/builders.js';
import { startSwitchboard, type Switchboard } from '../../support/a-switchboard.js';
import { refused, send } from './send.js';

let board: Switchboard;

beforeAll(async () => {
  board = await startSwitchboard({ sandbox: { data: aCompany([3, 7]) } });
});
afterAll(() => board.close());
beforeEach(() => board.sandbox.clearRequests());

const WITH_COST = { 'x-switchboard-cost': '1' };
const HEAD = 'query ($from: DateTime!, $to: DateTime!)';
const YEAR = { from: '2024-03-13T00:00:00Z', to: '2025-03-13T00:00:00Z' };

/** The estimated requests to voicenter, ringme and ccrm. */
async function costOf(query: string, variables: Readonly<Record<string, unknown>> = DAY): Promise<unknown> {
  const { extensions } = await board.query(query, variables, WITH_COST);
  const cost = extensions?.['cost'];
  if (typeof cost !== 'object' || cost === null || !('requests' in cost)) return cost;
  return Object.values(cost.requests ?? {});
}

const ids = (kind: 'Call' | 'Note', count: number, minutes: number) =>
  Array.from({ length: count }, (_, index) => {
    const localDate = new Date(Date.UTC(2025, 2, 12, 0, index * minutes))
      .toISOString()
      .slice(0, 19)
      .replace('T', ' ');
    const call = { workspace: 'sandbox', uuid: numberedUuid(index), localDate };
    return encodeGlobalId(kind === 'Call' ? { kind, ...call } : { kind, call, uuid: numberedUuid(index) });
  });

test('the response includes the estimated cost if the request has the header x-switchboard-cost', async () => {
  const { extensions } = await board.query(CallsWithNotesDocument, DAY, WITH_COST);
  expect(extensions).toEqual({
    cost: {
      requests: { voicenter: 1, ringme: 1, ccrm: 7 + 6 + 50 },
      values: expect.any(Number),
      limits: { requests: 1500, values: 250_000 },
    },
  });
  expect((await board.query(CallsWithNotesDocument, DAY)).extensions).toBeUndefined();
});

test.each<readonly [string, string, Readonly<Record<string, unknown>>, readonly number[]]>([
  ['fields that no provider has', '{ __typename node(id: "x") { id } }', {}, [0, 0, 0]],
  ['no field, because of a literal condition', '{ client @skip(if: true) { name } }', {}, [0, 0, 0]],
  [
    'aliases of the same list',
    '{ a: extensions { totalCount } b: extensions { totalCount } c: extension(sip: "1") { name } }',
    {},
    [1, 0, 0],
  ],
  [
    'the client by every path',
    '{ client { name extensions { nodes { client { name } } } } clients { name } }',
    {},
    [1, 1, 0],
  ],
  [
    'a page of calls',
    `${HEAD} { calls(from: $from, to: $to, first: 10) { nodes { uuid } } }`,
    DAY,
    [0, 0, 7],
  ],
  [
    'a page of a thousand calls',
    `${HEAD} { calls(from: $from, to: $to, first: 1000) { nodes { uuid } } }`,
    YEAR,
    [0, 0, 8],
  ],
  [
    'a filter over a year',
    `${HEAD} { calls(from: $from, to: $to, first: 1, filter: { hasNotes: true }) { nodes { uuid } } }`,
    YEAR,
    [0, 0, 528],
  ],
  [
    'a filter of nulls',
    `${HEAD} { calls(from: $from, to: $to, first: 1, filter: { hasNotes: null }) { nodes { uuid } } }`,
    YEAR,
    [0, 0, 7],
  ],
  [
    'a count of a year',
    `${HEAD} { calls(from: $from, to: $to, first: 1) { totalCount } }`,
    YEAR,
    [0, 0, 7 + 6],
  ],
  [
    'a filtered count of a year',
    `${HEAD} { calls(from: $from, to: $to, filter: { flag: "x" }) { totalCount } }`,
    YEAR,
    [0, 0, 528 + 6 + 35],
  ],
  [
    'notes of every call',
    `${HEAD} { calls(from: $from, to: $to, first: 10) { nodes { notes { text } } } }`,
    DAY,
    [0, 0, 7 + 10],
  ],
  [
    'notes of the calls of notes, which are already loaded',
    `${HEAD} { calls(from: $from, to: $to, first: 10) { nodes { notes { call { notes { uuid } } } } } }`,
    DAY,
    [0, 0, 7 + 10],
  ],
  [
    'agents’ extensions, which may need the client’s prefix',
    `${HEAD} { calls(from: $from, to: $to, first: 10) { nodes { agents { extension { name } } } } }`,
    DAY,
    [1, 1, 7],
  ],
  [
    'the calls of every extension, which share their pages',
    `${HEAD} { extensions(first: 50) { nodes { calls(from: $from, to: $to, first: 10) { nodes { uuid } } } } }`,
    DAY,
    [1, 1, 8],
  ],
  [
    'notes of the calls of every extension',
    `${HEAD} { extensions(first: 50) { nodes { calls(from: $from, to: $to, first: 10) { nodes { notes { uuid } } } } } }`,
    DAY,
    [1, 1, 8 + 500],
  ],
  [
    'calls of the client of every call, which is one client',
    `${HEAD} { calls(from: $from, to: $to, first: 10) { nodes { client { calls(from: $from, to: $to, first: 10) { nodes { notes { uuid } } } } } } }`,
    DAY,
    [0, 1, 7 + 7 + 10],
  ],
  [
    'aliased statistics of a year, which share its pages',
    `${HEAD} { a: callStatistics(from: $from, to: $to, groupBy: DAY, filter: { status: [BUSY] }) { callCount } b: callStatistics(from: $from, to: $to, groupBy: STATUS) { callCount } }`,
    YEAR,
    [0, 0, 528],
  ],
  [
    'statistics of two ranges',
    `${HEAD} { a: callStatistics(from: $from, to: $to, groupBy: DAY) { callCount } b: callStatistics(from: "2024-03-14T00:00:00Z", to: $to, groupBy: DAY) { callCount } }`,
    YEAR,
    [0, 0, 528 + 526],
  ],
  [
    // These wait for the extensions while the others read on.
    'statistics by extension, which share no pages with others',
    `${HEAD} { a: callStatistics(from: $from, to: $to, groupBy: EXTENSION) { callCount } b: callStatistics(from: $from, to: $to, groupBy: DAY) { callCount } }`,
    YEAR,
    [1, 1, 528 + 528],
  ],
  [
    'a call by its bare uuid',
    '{ call(uuid: "00000000-0000-4000-8000-000000000000") { uuid } }',
    {},
    [0, 0, 7],
  ],
  ['workspaces, which need no request', '{ workspaces { id timezone providers { name } } }', {}, [0, 0, 0]],
  ['the client of every workspace', '{ workspaces { client { name } } }', {}, [0, 1, 0]],
  [
    'calls by uuid and start, which share a page within an hour',
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Call { uuid } } }',
    {
      r: ['10:00:00', '10:59:59', '12:00:00'].map((time, index) => ({
        __typename: 'Call',
        uuid: numberedUuid(index),
        startedAt: `2025-03-12T${time}Z`,
      })),
    },
    [0, 0, 4],
  ],
  [
    'calls by bare uuids for a stitched gateway',
    'query ($uuids: [ID!]!) { _callsByUuid(uuids: $uuids) { uuid } }',
    { uuids: [numberedUuid(1), numberedUuid(2), 'x'] },
    [0, 0, 14],
  ],
  ['an invalid uuid', '{ call(uuid: "x") { uuid } }', {}, [0, 0, 0]],
  [
    'calls by ids, which share a page if they are close together',
    'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }',
    { ids: ids('Call', 60, 2) },
    [0, 0, 4],
  ],
  [
    'calls by ids that lie hours apart',
    'query ($ids: [ID!]!) { _callsById(ids: $ids) { id } }',
    { ids: ids('Call', 10, 180) },
    [0, 0, 20],
  ],
  [
    'notes by ids, with their calls',
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Note { call { notes { uuid } } } } }',
    { ids: ids('Note', 10, 180) },
    [0, 0, 10 + 20],
  ],
  [
    'only the selections on the types of the ids',
    'query ($ids: [ID!]!) { nodes(ids: $ids) { ... on Call { uuid } ... on Extension { client { name } } } }',
    { ids: ids('Call', 1, 1) },
    [0, 0, 2],
  ],
  [
    'representations',
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Extension { client { name } } ... on Call { notes { uuid } } } }',
    {
      r: [
        { __typename: 'Extension', sip: '1' },
        { __typename: 'Extension', sip: '2' },
        { __typename: 'Call', uuid: numberedUuid(1) },
      ],
    },
    [1, 1, 7 + 1],
  ],
  [
    'a field that a condition excludes',
    `query ($from: DateTime!, $to: DateTime!, $yes: Boolean!) { calls(from: $from, to: $to, first: 10) { nodes { uuid notes @include(if: $yes) { uuid } } } }`,
    { ...DAY, yes: false },
    [0, 0, 7],
  ],
  [
    'a field that a condition includes',
    `query ($from: DateTime!, $to: DateTime!, $yes: Boolean!) { calls(from: $from, to: $to, first: 10) { nodes { uuid notes @include(if: $yes) { uuid } } } }`,
    { ...DAY, yes: true },
    [0, 0, 17],
  ],
  ['a mutation', 'mutation { updateClient(input: { timezone: "UTC" }) { client { name } } }', {}, [0, 3, 0]],
])('estimates the requests for %s', async (_, query, variables, requests) => {
  expect(await costOf(query, variables)).toEqual(requests);
});

test.each<readonly [string, DocumentNode, Readonly<Record<string, unknown>>]>([
  ['a page of calls with all links', CallsWithNotesDocument, { ...DAY }],
  ['a filtered week', CallsPageDocument, { from: '2025-03-06T00:00:00Z', to: '2025-03-13T00:00:00Z' }],
  ['a year of an extension’s calls', ExtensionCallsDocument, { ...YEAR, speedDial: '107' }],
])('%s is within the default limits', async (_, document, variables) => {
  const { data, errors } = await board.query(print(document), variables);
  expect({ data, errors }).toEqual({ data: expect.anything(), errors: undefined });
});

// Red if every filter with a value is priced as a search.
describe('a filter over a year', () => {
  const priceOf = (filter: object | null) =>
    costOf(
      'query ($from: DateTime!, $to: DateTime!, $filter: CallFilter) { calls(from: $from, to: $to, filter: $filter, first: 10) { nodes { uuid } } }',
      { ...YEAR, filter },
    );

  test.each([
    [{}],
    [{ direction: [] }],
    [{ direction: ['UNKNOWN', 'INTERNAL', 'OUTBOUND', 'INBOUND'] }],
    [{ status: [], service: [] }],
    [{ status: ['ANSWERED', 'NO_ANSWER', 'BUSY', 'UNKNOWN'], service: ['CALL', 'SMS', 'FAX', 'UNKNOWN'] }],
    [{ internalNumbers: [] }],
    [{ minDurationSeconds: 0 }],
    [{ maxDurationSeconds: 2_147_483_647 }],
    [{ phone: null, internalNumber: null, internalNumbers: null, flag: null, contact: null }],
    [{ withheld: null, hasNotes: null, direction: null, status: null, service: null }],
    [{ minDurationSeconds: null, maxDurationSeconds: null }],
  ])('that matches every call costs as much as no filter: %j', async (filter) => {
    expect(await priceOf(filter)).toEqual(await priceOf(null));
    expect(await priceOf(filter)).toEqual([0, 0, 7]);
  });

  test.each([
    [{ direction: ['INBOUND'] }],
    [{ status: ['BUSY'] }],
    [{ service: ['SMS'] }],
    [{ internalNumber: '107' }],
    [{ internalNumbers: ['107'] }],
    [{ phone: '600000123' }],
    [{ contact: 'c0' }],
    [{ withheld: false }],
    [{ flag: 'billing' }],
    [{ hasNotes: false }],
    [{ minDurationSeconds: 1 }],
    [{ maxDurationSeconds: 0 }],
  ])('that excludes calls is priced as a search: %j', async (filter) => {
    expect(await priceOf(filter)).toEqual([0, 0, 6 + Math.ceil(365_000 / 700)]);
  });
});

test.each([
  [
    '_entities',
    'query ($list: [_Any!]!) { _entities(representations: $list) { __typename } }',
    { __typename: 'Extension', sip: '1' },
    'representations',
  ],
  ['_extensionsBySip', 'query ($list: [ID!]!) { _extensionsBySip(sips: $list) { sip } }', '1', 'sips'],
  ['nodes', 'query ($list: [ID!]!) { nodes(ids: $list) { id } }', '1', 'ids'],
])('%s accepts at most a thousand items', async (_, query, item, argument) => {
  const list = Array.from({ length: 1000 }, () => item);
  expect(await send(board, { query, variables: { list } })).toMatchObject({ status: 200 });
  board.sandbox.clearRequests();
  expect(await send(board, { query, variables: { list: [...list, item] } })).toEqual(
    refused(`${argument}: 1001 given; at most 1000 are allowed.`),
  );
  expect(board.sandbox.requests).toEqual([]);
});
