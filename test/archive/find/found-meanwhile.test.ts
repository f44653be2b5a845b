import { expect, test } from '@jest/globals';
import { AccountArchive, FIRST_INSTANT } from '../../../src/archive/account-archive.js';
import { archivedCalls } from '../../../src/archive/archived-calls.js';
import { Recorder } from '../../../src/archive/recorder.js';
import type { AccountStore } from '../../../src/archive/store/account-store.js';
import { CallNotLocatedError } from '../../../src/domain/call-not-located.js';
import type { CallHistory } from '../../../src/domain/sources.js';
import { aScope } from '../../support/a-scope.js';
import { aWalkOnlyHistory } from '../../support/a-walk-only-history.js';
import { aRecordedCall, DECODER, openStore } from '../a-store.js';
import { describeEngines } from '../engines.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');
const { version } = DECODER;
const call = aRecordedCall(Date.parse('2024-05-01T10:00:00Z') / 1000);
const { uuid } = call.call;
/** Everything but the hour of the call. */
const OTHERS = [
  { start: FIRST_INSTANT, end: call.call.startedAt - 1_800_000 },
  { start: call.call.startedAt + 1_800_000, end: NOW - 60_000 },
];
const HOUR_OF_CALL = { start: call.call.startedAt - 1_799_000, end: call.call.startedAt + 1_799_000 };

/** A call history without young calls, which locates none by its uuid. */
const LIVE: CallHistory = {
  ...aWalkOnlyHistory(async function* () {
    yield await Promise.resolve([]);
  }),
  findByUuid: () => Promise.reject(new CallNotLocatedError()),
};

/** The archive's call history. Calls `meanwhile` after the first statement. */
function historyOf(store: AccountStore, meanwhile: () => Promise<void>) {
  let statements = 0;
  const counted = async <T>(statement: () => Promise<T>) => {
    const result = await statement();
    statements += 1;
    if (statements === 1) await meanwhile();
    return result;
  };
  const counting: AccountStore = {
    ...store,
    byUuid: (...wanted) => counted(() => store.byUuid(...wanted)),
    fetchOfWhole: (...wanted) => counted(() => store.fetchOfWhole(...wanted)),
  };
  const now = () => NOW;
  const archive = new AccountArchive(counting, DECODER, new Recorder(store, DECODER), 'PL', () => 0, now);
  const source = { openHistory: () => LIVE };
  const account = { provider: 'ccrm', workspace: 'acme', now } as const;
  const history = archivedCalls(source, () => archive, account).openHistory(aScope());
  return { history, statements: () => statements };
}

describeEngines((create) => {
  async function withOthers(use: (store: AccountStore) => Promise<void>): Promise<void> {
    await using opened = await openStore(await create());
    for (const interval of OTHERS) {
      await opened.store.write({ ...interval, calls: [], fetchedAt: NOW, version });
    }
    await use(opened.store);
  }
  const archiveCall = (store: AccountStore) =>
    store.write({ ...HOUR_OF_CALL, calls: [call], fetchedAt: NOW, version });

  // Red if the coverage is read after the search: it then seems to prove that there is no such call.
  test('a call that is archived while its uuid is searched is found', async () => {
    await withOthers(async (store) => {
      const { history } = historyOf(store, () => archiveCall(store));
      expect(await history.findByUuid(uuid)).toEqual(call.call);
    });
  });

  // Red if the coverage is read for each uuid.
  test('a hundred unknown uuids take two statements', async () => {
    await withOthers(async (store) => {
      await store.write({ ...HOUR_OF_CALL, calls: [], fetchedAt: NOW, version });
      const { history, statements } = historyOf(store, () => Promise.resolve());
      const unknown = Array.from({ length: 100 }, (_, index) => aRecordedCall(index).call.uuid);
      const found = await Promise.all(unknown.map((each) => history.findByUuid(each)));
      expect(new Set(found)).toEqual(new Set([null]));
      expect(statements()).toBe(2);
    });
  });
});
