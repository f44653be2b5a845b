import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql, type Transaction } from 'kysely';
import { writeInTurn } from '../../../src/archive/database/attempt.js';
import type { ArchiveDatabase } from '../../../src/archive/database/database.js';
import type { Tables } from '../../../src/archive/database/tables.js';
import { writeNotes } from '../../../src/archive/notes/write-notes.js';
import type { AccountStore } from '../../../src/archive/store/account-store.js';
import { rowOf } from '../../../src/archive/store/call-row.js';
import { writeInterval } from '../../../src/archive/store/write-interval.js';
import type { CallCriteria } from '../../../src/domain/call-criteria.js';
import { aNote } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';
import { aRecordedCall, DECODER, type OpenStore, openStore, seconds } from '../a-store.js';

/* Only PostgreSQL allows two concurrent write transactions. */

const { version } = DECODER;
const interval = seconds(0, 99);

let postgres: PostgresServer;

beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);

afterAll(() => postgres.stop());

async function open(): Promise<OpenStore> {
  const engine = { kind: 'postgres', url: await postgres.createDatabase() } as const;
  return openStore(engine, 'acme', { derives: false });
}

/** Rederives after `write`, in its account's turn, has written but not committed. */
async function deriveDuring(
  write: (transaction: Transaction<Tables>) => Promise<void>,
  { database, account }: OpenStore,
  { rederive }: Pick<AccountStore, 'rederive'>,
): Promise<void> {
  let derived = Promise.resolve();
  await writeInTurn(database, account, undefined, async (transaction) => {
    await write(transaction);
    derived = rederive(DECODER);
    await eventually(() => isAnyWaiting(database));
  });
  await derived;
}

async function isAnyWaiting({ tables }: ArchiveDatabase): Promise<boolean> {
  const { rows } = await sql`select 1 from pg_locks where not granted`.execute(tables);
  return rows.length > 0;
}

test('rederiving calls doesn’t overwrite a newer record’s columns and keys with those of an older one', async () => {
  await using opened = await open();
  const { store, archive, database, account } = opened;
  const older = aRecordedCall(10, { duration: 1 });
  await store.write({ ...interval, calls: [older], fetchedAt: 1, version: 'before' });
  const newer = aRecordedCall(10, {
    duration: 2,
    userTalk: { status: 'queue', receivers: [{ internal: 9 }] },
  });
  await deriveDuring(
    (transaction) =>
      writeInterval(transaction, database.engine, account, {
        ...interval,
        rows: [rowOf(newer, version)],
        fetchedAt: 2,
      }),
    opened,
    store,
  );
  await archive.rederive();
  const found = async (criteria: CallCriteria) => {
    const query = { ...interval, order: 'NEWEST_FIRST', after: null, limit: 9 } as const;
    const { calls } = await archive.page({ ...query, criteria });
    return calls.length;
  };
  expect(await found({ minDurationSeconds: 2 })).toBe(1);
  expect(await found({ internalNumbers: ['9'] })).toBe(1);
  expect(await found({ internalNumbers: ['107'] })).toBe(0);
});

test('rederiving notes leaves no words of a note that was replaced concurrently', async () => {
  await using opened = await open();
  const { store, database, account } = opened;
  const { call, record } = aRecordedCall(10, { note: 1 });
  await store.write({ ...interval, calls: [{ call, record }], fetchedAt: 1, version });
  const aRecordedNote = (text: string) => {
    const noted = aNote({ text });
    const note = DECODER.decodeNote(noted);
    if (note === null) throw new Error('The record can’t be read.');
    return { note, record: noted };
  };
  const notes = { callUuid: call.uuid, notes: [aRecordedNote('older')], fetchedAt: 1, version: 'before' };
  await store.notes.write(notes);
  const newer = { ...notes, notes: [aRecordedNote('newer')], fetchedAt: 2, version };
  await deriveDuring((transaction) => writeNotes(transaction, account, newer), opened, store.notes);
  const { rows } = await sql<{ words: string }>`select words from note_words`.execute(database.tables);
  expect(rows).toEqual([{ words: "'newer'" }]);
});
