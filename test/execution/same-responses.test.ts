import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Workspace } from '../../src/domain/sources.js';
import { NOTHING_KEPT } from '../support/a-switchboard.js';
import { upstreamRequests } from '../support/upstream-requests.js';
import { aContext, startExecutor, type Executor, type Operation } from './executions.js';
import { ARGUMENTS } from './arguments.js';
import { DIRECTIVES } from './conditions.js';
import { FAILING, INTROSPECTION, LEFT } from './outcomes.js';
import { CACHED, startProviders, type Providers } from './providers.js';
import { MERGING, SELECTIONS } from './selections.js';

const COMPILED = { SELECTIONS, MERGING, DIRECTIVES, ARGUMENTS, FAILING, INTROSPECTION };

let providers: Providers;

beforeAll(async () => {
  providers = await startProviders();
});
afterAll(() => providers.close());

describe.each([
  ['no data cached', NOTHING_KEPT],
  ['all data cached', CACHED],
])('with %s', (_, ttl) => {
  let executor: Executor;
  let workspaces: ReadonlyMap<string, Workspace>;

  beforeAll(async () => {
    executor = await startExecutor();
    workspaces = providers.open(ttl);
    // Makes sure that every call has been seen recently.
    for (const operation of [SELECTIONS['scalars'], SELECTIONS['links back']]) {
      if (operation !== undefined) await executor.execute(operation, aContext(workspaces));
    }
  });
  afterAll(() => executor.stop());

  /**
   * With everything in memory, neither requests anything; otherwise both must send the same requests. Executed twice
   * more, the serialized records in memory are cached and copied.
   */
  async function executedTwice(operation: Operation) {
    const { sandbox } = providers;
    // Loads the data of the operation into memory.
    if (ttl === CACHED) await executor.execute(operation, aContext(workspaces));
    const requests: unknown[] = [];
    const { first, second, asked } = await executor.executeTwice(operation, () => {
      requests.push(upstreamRequests(sandbox));
      sandbox.clearRequests();
      return aContext(workspaces);
    });
    requests.push(upstreamRequests(sandbox));
    expect(second.answer).toEqual(first.answer);
    for (let times = 0; ttl === CACHED && times < 2; times += 1) {
      expect((await executor.execute(asked, aContext(workspaces))).answer).toEqual(first.answer);
    }
    return { ...second, requests: requests.slice(1) };
  }

  describe.each(Object.entries(COMPILED))('%s', (_group, operations) => {
    test.each(Object.entries(operations))(
      'a plan gives the same response as graphql-js: %s',
      async (_title, operation) => {
        const { answer, isCompiled, requests } = await executedTwice(operation);
        expect(isCompiled).toBe(true);
        expect(answer.data).not.toMatch(/"nodes":\[\]\}\}$/);
        expect(requests[1]).toEqual(requests[0]);
      },
    );
  });

  test.each(Object.entries(LEFT))('is left to graphql-js: %s', async (_title, operation) => {
    expect((await executedTwice(operation)).isCompiled).toBe(false);
  });
});
