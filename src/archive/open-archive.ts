import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { ArchiveSettings } from '../config/settings.js';
import type { RecordedCallSource } from '../domain/sources.js';
import { HOUR, SECOND } from '../domain/interval.js';
import { AccountArchive } from './account-archive.js';
import { type AccountIdentity, type AccountStore, openAccount } from './store/account-store.js';
import type { ArchiveSlot } from './archive-slot.js';
import { openDatabase } from './database/database.js';
import { Recorder } from './recorder.js';
import { Pacer } from './sync/pacer.js';
import { Synchroniser } from './sync/synchroniser.js';

const DAY = 24 * HOUR;
const THREE_YEARS = 3 * 365 * DAY;
/** Milliseconds until a database that couldn’t be opened is tried again. */
const RETRY = 10_000;

/** One account that is archived. */
export interface ArchivedAccountOptions {
  readonly identity: AccountIdentity;
  /** ISO 3166, whose national numbers its call history writes; null if it isn’t configured. */
  readonly country: string | null;
  readonly source: RecordedCallSource;
  readonly slot: ArchiveSlot;
}

export interface ArchiveOptions {
  readonly settings: ArchiveSettings;
  readonly accounts: readonly ArchivedAccountOptions[];
  readonly logger: Logger;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/** Opens the archive of these accounts, as soon as that succeeds, and fills it until the signal aborts. Never rejects. */
export async function runArchive(options: ArchiveOptions, signal: AbortSignal): Promise<void> {
  const { logger } = options;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await fillOnce(options, signal);
    } catch (error) {
      // Drivers name the host and the user at most.
      const reason = error instanceof Error ? error.message : null;
      if (failures === 0) logger.error({ reason }, 'archive not open');
      await sleep(RETRY, undefined, { signal, ref: false }).catch(() => undefined);
    }
  }
}

async function fillOnce(
  { settings, accounts, ...options }: ArchiveOptions,
  signal: AbortSignal,
): Promise<void> {
  const database = await openDatabase(settings.engine);
  try {
    const stores = await Promise.all(accounts.map(({ identity }) => openAccount(database, identity)));
    options.logger.info({ engine: settings.engine.kind }, 'archive open');
    await Promise.all(
      accounts.map(async (account, index) => {
        const store = stores[index];
        if (store !== undefined) await runAccount(store, account, { settings, accounts, ...options }, signal);
      }),
    );
  } finally {
    await database.close();
  }
}

async function runAccount(
  store: AccountStore,
  { identity, country, source, slot }: ArchivedAccountOptions,
  { settings, logger, now }: ArchiveOptions,
  signal: AbortSignal,
): Promise<void> {
  const recorder = new Recorder(store, source.decoder);
  const archive = new AccountArchive(store, source.decoder, recorder, country);
  slot.archive = archive;
  const keepFrom = () => (settings.keepDays === null ? null : now() - settings.keepDays * DAY);
  const earliest = settings.since === null ? null : Date.parse(`${settings.since}T00:00:00Z`);
  const since = () => Math.max(earliest ?? now() - THREE_YEARS, keepFrom() ?? 0);
  const { workspace } = identity;
  const pacer = new Pacer(settings.requestsPerMinute);
  const options = {
    workspace,
    source,
    archive,
    store,
    pacer,
    since: () => secondOf(since()),
    keepFrom,
    logger,
    now,
  };
  await new Synchroniser(options).run(signal);
  slot.archive = null;
  await recorder.flushed().catch(() => undefined);
}

function secondOf(instant: number): number {
  return Math.floor(instant / SECOND) * SECOND;
}
