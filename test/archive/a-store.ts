import { type AccountStore, openAccount } from '../../src/archive/store/account-store.js';
import { type ArchiveDatabase, openDatabase } from '../../src/archive/database/database.js';
import type { ArchiveEngine } from '../../src/config/settings.js';
import type { RecordedCall } from '../../src/domain/archive/call-archive.js';
import type { Interval } from '../../src/domain/interval.js';
import { callDecoder } from '../../src/providers/ccrm/call-decoder.js';
import { createLocalClock } from '../../src/providers/ccrm/local-clock.js';
import { AccountArchive } from '../../src/archive/account-archive.js';
import { Recorder } from '../../src/archive/recorder.js';
import { aCall, numberedUuid } from '../support/builders.js';

const clock = createLocalClock('UTC');

export const DECODER = callDecoder({ workspace: 'acme', country: 'PL', clock });

/** A call that starts so many seconds after the epoch, with its record at the provider. */
export function aRecordedCall(second: number, fields: Readonly<Record<string, unknown>> = {}): RecordedCall {
  const record = aCall({
    uuid: numberedUuid(second),
    callDate: clock.dateOf(second * 1000),
    ...fields,
  });
  const call = DECODER.decodeCall(record);
  if (call === null) throw new Error('The record can’t be read.');
  return { call, record };
}

/** An interval in seconds after the epoch, both ends included. */
export function seconds(start: number, end: number): Interval {
  return { start: start * 1000, end: end * 1000 };
}

/** An account's store in a separate database. */
export interface OpenStore extends AsyncDisposable {
  readonly database: ArchiveDatabase;
  /** The account's id. */
  readonly account: number;
  readonly store: AccountStore;
  readonly archive: AccountArchive;
}

/** `derives`: whether the store updates data derived from records, as the process that fills the archive does. */
export async function openStore(
  engine: ArchiveEngine,
  workspace = 'acme',
  { derives = true } = {},
): Promise<OpenStore> {
  const database = await openDatabase(engine);
  const store = await openAccount(database, { workspace, address: 'https://acme.example', timezone: 'UTC' });
  const { id: account } = await database.tables
    .selectFrom('accounts')
    .select('id')
    .where('workspace', '=', workspace)
    .executeTakeFirstOrThrow();
  const archive = new AccountArchive(store, DECODER, new Recorder(store, DECODER), 'PL', () => 0, Date.now);
  if (derives) await archive.rederive();
  return { database, account, store, archive, [Symbol.asyncDispose]: () => database.close() };
}
