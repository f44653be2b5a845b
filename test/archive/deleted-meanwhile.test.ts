import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { AccountArchive } from '../../src/archive/account-archive.js';
import { archivedCalls } from '../../src/archive/archived-calls.js';
import type { CallHistory } from '../../src/domain/sources.js';
import { Recorder } from '../../src/archive/recorder.js';
import type { AccountStore } from '../../src/archive/store/account-store.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { connectCcrm } from '../providers/ccrm/a-ccrm.js';
import { aScope } from '../support/a-scope.js';
import { aCall } from '../support/builders.js';
import { aRecordedCall, DECODER, openStore, seconds } from './a-store.js';
import { describeEngines } from './engines.js';

/** More calls than are always counted live. */
const CALLS = 1000;
const HALF = 500_000;
const EVER = { from: 0, to: 2_000_000 };
const ALL = { from: 0, to: 2_000_000, direction: null, status: null };

const calls = Array.from({ length: CALLS }, (_, second) => aRecordedCall(second + 1));
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ data: { calls: calls.map(({ record }) => aCall(Object(record))) } });
});

afterAll(() => sandbox.close());

describeEngines((create) => {
  /**
   * A history whose archive deletes the older half of its calls as soon as they are counted. `afterwards`: runs between
   * the count and its result.
   */
  async function withHistory(
    use: (history: CallHistory) => Promise<void>,
    afterwards: (store: AccountStore) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await using opened = await openStore(await create());
    const { store } = opened;
    await store.write({ ...seconds(0, 2000), calls, fetchedAt: 1, version: DECODER.version });
    const deleting: AccountStore = {
      ...store,
      async countWhole(interval) {
        await store.prune(HALF);
        const count = await store.countWhole(interval);
        await afterwards(store);
        return count;
      },
      async sums(query) {
        await store.prune(HALF);
        const sums = await store.sums(query);
        await afterwards(store);
        return sums;
      },
    };
    const archive = new AccountArchive(
      deleting,
      DECODER,
      new Recorder(store, DECODER),
      'PL',
      () => 0,
      Date.now,
    );
    await archive.rederive();
    const connection = connectCcrm({
      url: sandbox.ccrmUrl,
      token: sandbox.credentials.ccrmToken,
      timezone: 'UTC',
    });
    const account = { provider: 'ccrm', workspace: 'acme', now: Date.now } as const;
    await use(archivedCalls(connection.source, () => archive, account).openHistory(aScope()));
    connection.disconnect();
  }

  const readAgain = async (store: AccountStore) => {
    const older = calls.filter(({ call }) => call.startedAt < HALF);
    await store.write({
      ...seconds(0, HALF / 1000 - 1),
      calls: older,
      fetchedAt: 2,
      version: DECODER.version,
    });
  };

  // Red if coverage isn't read by the statement that counts, whether before or after it.
  describe.each([
    ['deleted from the archive', undefined],
    ['deleted from the archive and read again', readAgain],
  ])('although half of the calls are %s during the query,', (_, afterwards) => {
    test('a count includes every call', async () => {
      await withHistory(async (history) => {
        expect(await history.count(EVER)).toBe(CALLS);
      }, afterwards);
    });

    test('statistics include every call', async () => {
      await withHistory(async (history) => {
        let counted = 0;
        for await (const part of history.summarise?.(EVER, [ALL], null) ?? []) {
          counted += 'calls' in part ? part.calls.length : (part.sums[0]?.calls ?? 0);
        }
        expect(counted).toBe(CALLS);
      }, afterwards);
    });
  });
});
