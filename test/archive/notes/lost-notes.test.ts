import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import type { AccountStore } from '../../../src/archive/store/account-store.js';
import { aNote } from '../../support/builders.js';
import { aRecordedCall, DECODER, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

const { version } = DECODER;
const lost = aRecordedCall(10, { note: 1 });
const found = aRecordedCall(20, { note: 1 });
const without = aRecordedCall(30, { note: 0 });

async function writeNote(store: AccountStore, callUuid: string): Promise<void> {
  const record = aNote({ uuid: callUuid });
  const note = DECODER.decodeNote(record);
  if (note === null) throw new Error('The record can’t be read.');
  await store.notes.write({ callUuid, notes: [{ note, record }], fetchedAt: 5, version });
}

describeEngines((create) => {
  test('rereads notes that an earlier version lost when the call’s note count dropped to 0 and rose again', async () => {
    const engine = await create();
    await using before = await openStore(engine);
    const { store, database } = before;
    const calls = [lost, found, without];
    await store.write({ ...seconds(0, 99), calls, fetchedAt: 1, version });
    for (const { call } of calls) await writeNote(store, call.uuid);
    expect(await store.notes.pending(9, [])).toEqual([]);
    await sql`delete from notes where uuid = ${lost.call.uuid}`.execute(database.tables);
    await sql`delete from archive_migration where name > '003-figures'`.execute(database.tables);

    await using after = await openStore(engine);
    expect(await after.store.notes.pending(9, [])).toMatchObject([{ uuid: lost.call.uuid }]);
  });
});
