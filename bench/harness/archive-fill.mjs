import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { callRecord, callStarts, noteRecords } from './archived-history.mjs';

/*
 * Fills the archive at ARCHIVE_URL with CALLS calls and NOTES notes up to END, with the code of the build in BUILT: page by
 * page, newest first, like a backfill. Sends only the number of milliseconds it took.
 */

const { ARCHIVE_URL, BUILT, CCRM_URL } = process.env;
const [calls, notes, end] = [process.env.CALLS, process.env.NOTES, process.env.END].map(Number);
const PAGE = 1000;
const SECOND = 1000;
const THREE_YEARS = 3 * 366 * 86_400_000;
const NOTED_CALLS = 200;

const built = (path) => import(pathToFileURL(join(BUILT, 'dist', path)).href);
const { parseArchiveAddress } = await built('config/address.js');
const { openDatabase } = await built('archive/database/database.js');
const { openAccount } = await built('archive/store/account-store.js');
const { writeNotes } = await built('archive/notes/write-notes.js');
const { callDecoder } = await built('providers/ccrm/call-decoder.js');
const { createLocalClock } = await built('providers/ccrm/local-clock.js');

const clock = createLocalClock('UTC');
const { version, decodeCall, decodeNote } = callDecoder({ workspace: 'default', country: 'PL', clock });
const database = await openDatabase(parseArchiveAddress(ARCHIVE_URL));
const identity = { workspace: 'default', address: new URL(CCRM_URL).href, timezone: 'UTC' };
const store = await openAccount(database, identity);
const { id: account } = await database.tables.selectFrom('accounts').select('id').executeTakeFirstOrThrow();

const size = { calls, notes };
const starts = callStarts(calls, end);
const fetchedAt = Date.now();
const started = performance.now();
let newest = Math.floor(fetchedAt / SECOND) * SECOND - 60 * SECOND;
for (let last = calls; last > 0;) {
  let first = Math.max(0, last - PAGE);
  // An interval consists of whole seconds.
  while (first > 0 && starts[first - 1] === starts[first]) first -= 1;
  const records = range(first, last).map((index) => callRecord(index, starts[index], size));
  const start = first === 0 ? Math.min(starts[0], end - THREE_YEARS) : starts[first];
  const interval = { start: Math.floor(start / SECOND) * SECOND, end: newest };
  const recorded = records.map((record) => ({ record, call: decodeCall(record) }));
  await store.write({ ...interval, calls: recorded, fetchedAt, version });
  newest = interval.start - SECOND;
  last = first;
}
process.stderr.write(`calls ${Math.round(performance.now() - started)} ms\n`);
const noted = range(0, calls).filter((index) => noteRecords(index, starts[index], size).length > 0);
for (let at = noted.length; at > 0; at -= NOTED_CALLS) {
  await database.tables.transaction().execute(async (transaction) => {
    for (const index of noted.slice(Math.max(0, at - NOTED_CALLS), at).reverse()) {
      const records = noteRecords(index, starts[index], size);
      const written = records.map((record) => ({ record, note: decodeNote(record) }));
      const { uuid } = callRecord(index, starts[index], size);
      await writeNotes(transaction, account, { callUuid: uuid, notes: written, fetchedAt, version });
    }
  });
}
await database.close();
if (ARCHIVE_URL.startsWith('postgres:')) await vacuum();
process.stderr.write(`all ${Math.round(performance.now() - started)} ms\n`);
process.send(performance.now() - started);
process.disconnect();

/** As autovacuum does within minutes: until then, reading only an index also reads the rows. */
async function vacuum() {
  const { default: pg } = await import('pg');
  const client = new pg.Client({ connectionString: ARCHIVE_URL });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
}

function range(from, to) {
  return Array.from({ length: to - from }, (_, index) => from + index);
}
