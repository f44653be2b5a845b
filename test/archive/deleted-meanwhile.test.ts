import { afterAll, beforeAll, expect, test } from '@jest/globals';
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
const EVER = { from: 0, to: 2_000_000 };
const ALL = { from: 0, to: 2_000_000, direction: null, status: null };

const calls = Array.from({ length: CALLS }, (_, second) => aRecordedCall(second + 1));
let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox({ data: { calls: calls.map(({ record }) => aCall(Object(record))) } });
});

afterAll(() => sandbox.close());

describeEngines((create) => {
  /** A history whose archive deletes the older half of its calls as soon as they are counted. */
  async function withHistory(use: (history: CallHistory) => Promise<void>): Promise<void> {
    await using opened = await openStore(await create());
    const { store } = opened;
    await store.write({ ...seconds(0, 2000), calls, fetchedAt: 1, version: DECODER.version });
    const deleting: AccountStore = {
      ...store,
      async count(interval, most) {
        if (most === null) await store.prune(500_000);
        return store.count(interval, most);
      },
      async sums(query) {
        await store.prune(500_000);
        return store.sums(query);
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

  // Red if coverage is checked only before the query.
  test('a count includes every call, even if half of them are deleted from the archive during the query', async () => {
    await withHistory(async (history) => {
      expect(await history.count(EVER)).toBe(CALLS);
    });
  });

  test('statistics include every call, even if half of them are deleted from the archive during the query', async () => {
    await withHistory(async (history) => {
      let counted = 0;
      for await (const part of history.summarise?.(EVER, [ALL], null) ?? []) {
        counted += 'calls' in part ? part.calls.length : (part.sums[0]?.calls ?? 0);
      }
      expect(counted).toBe(CALLS);
    });
  });
});
