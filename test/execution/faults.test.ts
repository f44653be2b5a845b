import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { FaultEffect } from '../../src/sandbox/behaviour.js';
import type { SandboxRoute } from '../../src/sandbox/request-log.js';
import { eventually } from '../support/eventually.js';
import { NOTHING_KEPT } from '../support/a-switchboard.js';
import { upstreamRequests } from '../support/upstream-requests.js';
import { overCalls, type Operations } from './an-operation.js';
import { aContext, startExecutor, type Executor } from './executions.js';
import { RANGE, startProviders, type Providers } from './providers.js';

/** Each operation reaches every provider, at a different depth. */
const OPERATIONS: Operations = {
  'at the root': {
    query: `query ($from: DateTime!, $to: DateTime!) { client { name } clients { name } extensions { nodes { sip } }
      calls(from: $from, to: $to) { nodes { uuid notes { text } } } __typename }`,
    variables: RANGE,
  },
  'in links of list items': overCalls(
    'uuid notes { uuid text } client { name } agents { internalNumber extension { sip } } extension { name }',
  ),
  'in aliased and merged fields': overCalls(
    'a: client { name } b: client { timezone } ...N notes { text call { uuid } } extension { sip }',
    '',
    'fragment N on Call { notes { uuid } extension { client { name } } }',
  ),
  'in nested lists': {
    query: `query ($from: DateTime!, $to: DateTime!) { extensions(first: 3) { nodes { name client { extensions(first: 2) {
      nodes { sip calls(from: $from, to: $to) { totalCount nodes { uuid notes { text } } } } } } } }
      calls(from: $from, to: $to) { edges { node { notes { call { client { name } } } } } } }`,
    variables: RANGE,
  },
  'in items of abstract types': {
    query: `query ($of: [_Any!]!) { _entities(representations: $of) { __typename ... on Extension { name client { name } }
      ... on Client { clientId extensions(first: 2) { nodes { sip } } } }
      _extensionsBySip(sips: ["x", "y"]) { sip } _clientsByClientId(clientIds: ["12", "13"]) { name } }`,
    variables: {
      of: [
        { __typename: 'Extension', sip: 'x' },
        { __typename: 'Client', clientId: '12' },
      ],
    },
  },
};

const ROUTES: readonly SandboxRoute[] = ['GetExtensions', 'client', 'callHistory', 'notes'];
const FAULTS: readonly (readonly [string, FaultEffect])[] = [
  ['a response that is not JSON', { rawBody: '<html>' }],
  ['status 401', { status: 401 }],
];

let providers: Providers;
let executor: Executor;

beforeAll(async () => {
  providers = await startProviders();
  executor = await startExecutor();
});
afterAll(async () => {
  await executor.stop();
  await providers.close();
});

describe.each(FAULTS)('%s', (_fault, effect) => {
  describe.each(ROUTES)('from %s', (route) => {
    beforeEach(() => {
      providers.sandbox.behaviour.faults = [{ route, ...effect }];
    });
    afterEach(() => {
      providers.sandbox.behaviour.faults = [];
    });

    test.each(Object.entries(OPERATIONS))(
      'gives the same nulls and errors as graphql-js %s',
      async (_place, operation) => {
        const { first, second } = await executor.executeTwice(operation, () =>
          aContext(providers.open(NOTHING_KEPT)),
        );
        expect(second.answer).toEqual(first.answer);
        expect(second.isCompiled).toBe(true);
      },
    );
  });
});

test('gives the same nulls and errors as graphql-js if only some items of a list fail', async () => {
  const operation = overCalls('uuid notes(includeDeleted: true) { text }');
  const { first, second } = await executor.executeTwice(operation, () => {
    providers.sandbox.behaviour.faults = [{ route: 'notes', rawBody: '', skip: 1 }];
    return aContext(providers.open(NOTHING_KEPT));
  });
  const count = ({ answer }: typeof first) => [
    answer.errors.length,
    answer.data?.split('"notes":null').length,
  ];
  providers.sandbox.behaviour.faults = [];
  expect(count(second)).toEqual(count(first));
  expect(first.answer.errors.length).toBeGreaterThan(1);
});

test('leaves an operation in which nulls propagate to graphql-js, which reports one error for each', async () => {
  const { sandbox } = providers;
  const calls = (selections: string) =>
    `query ($from: DateTime!, $to: DateTime!) { clients { name }
    calls(from: $from, to: $to, first: 1) { nodes { uuid client { name } } ${selections} } }`;
  sandbox.behaviour.pageSize = 1;
  sandbox.clearRequests();
  const page = { query: calls('__typename'), variables: RANGE };
  await executor.execute(page, aContext(providers.open(NOTHING_KEPT)));
  const skip = upstreamRequests(sandbox)['callHistory'] ?? 0;
  const next = { ...page, query: calls('a: pageInfo { endCursor hasNextPage } b: pageInfo { hasNextPage }') };
  const { first, second } = await executor.executeTwice(next, () => {
    sandbox.behaviour.faults = [{ route: 'callHistory', rawBody: '', skip }];
    return aContext(providers.open(NOTHING_KEPT));
  });
  sandbox.behaviour.faults = [];
  sandbox.behaviour.pageSize = 1000;
  expect(second.answer).toEqual(first.answer);
  expect(second.answer.data).toContain('"calls":null');
  expect(second.answer.errors).toHaveLength(1);
  expect(second.answer.errors[0]).toContain('"hasNextPage"');
  expect(second.isCompiled).toBe(false);
});

describe('an operation that times out gives the same errors as graphql-js', () => {
  test.each(Object.entries(OPERATIONS))('before it starts, with faults %s', async (_place, operation) => {
    const { first, second } = await executor.executeTwice(operation, () =>
      aContext(providers.open(NOTHING_KEPT), AbortSignal.abort(new Error('the operation is over'))),
    );
    expect(second.answer).toEqual(first.answer);
  });

  test.each<readonly [SandboxRoute, number, string]>([
    ['GetExtensions', 1, 'extensions { nodes { sip } } extension(sip: "x") { name }'],
    ['client', 1, 'client { name } clients { name }'],
    ['callHistory', 1, 'calls(from: $from, to: $to) { totalCount nodes { uuid } }'],
    [
      'notes',
      2,
      'calls(from: $from, to: $to, first: 2, filter: { hasNotes: true }) { nodes { notes { text } } }',
    ],
  ])('while %s hangs', async (route, hanging, selections) => {
    const { sandbox } = providers;
    const operation = {
      query: `query ($from: DateTime!, $to: DateTime!) { ${selections} bad: calls(from: $to, to: $from) { totalCount } }`,
      variables: RANGE,
    };
    sandbox.behaviour.faults = [{ route, hang: true }];
    const { first, second } = await executor.executeTwice(operation, () => {
      const controller = new AbortController();
      sandbox.clearRequests();
      void eventually(() => upstreamRequests(sandbox)[route] === hanging).then(() =>
        controller.abort(new Error('the operation is over')),
      );
      return aContext(providers.open(NOTHING_KEPT), controller.signal);
    });
    sandbox.behaviour.faults = [];
    expect(second.answer).toEqual(first.answer);
    expect(second.answer.errors.join()).toContain('UPSTREAM_TIMEOUT');
    expect(second.isCompiled).toBe(true);
  });
});
