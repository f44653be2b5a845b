import pLimit, { type LimitFunction } from 'p-limit';
import type { ArchiveSettings } from '../config/settings.js';
import { DAY, SECOND } from '../domain/interval.js';
import type { RecordedCallSource } from '../domain/sources.js';
import { AccountArchive } from './account-archive.js';
import type { ArchiveSlot } from './archive-slot.js';
import type { ArchiveDatabase } from './database/database.js';
import { Recorder } from './recorder.js';
import { type AccountIdentity, type AccountStore, openAccount } from './store/account-store.js';

const THREE_YEARS = 3 * 365 * DAY;

/** Limits the background work of all accounts together. */
export interface BackgroundLimits {
  /** Held while an account is opened, and while its state is read and its lease taken. */
  readonly checks: LimitFunction;
  /** Held from a request to the provider until its response is written. */
  readonly readings: LimitFunction;
}

/** Few enough, together with the writers, to leave database connections to callers' queries. */
const CHECKS = 2;
/** With more, the last responses would be processed after their time limit, because all share one thread. */
const READINGS = 8;

/** One account that is archived. */
export interface ArchivedAccountOptions {
  readonly identity: AccountIdentity;
  /** The country of national numbers, as ISO 3166 alpha-2; null if it isn't configured. */
  readonly country: string | null;
  readonly source: RecordedCallSource;
  readonly slot: ArchiveSlot;
}

/** One account whose archive is open. Nothing is recorded in the archive until it is put into the slot. */
export interface OpenedAccount {
  readonly workspace: string;
  /** Reads the provider live. */
  readonly source: RecordedCallSource;
  readonly store: AccountStore;
  readonly archive: AccountArchive;
  readonly slot: ArchiveSlot;
  readonly limits: BackgroundLimits;
  /** The instant from which calls are archived, in milliseconds since the epoch. */
  readonly since: () => number;
  /** The instant before which calls are deleted, in milliseconds since the epoch; null keeps all. */
  readonly keepFrom: () => number | null;
}

export interface AccountsOptions {
  readonly settings: ArchiveSettings;
  readonly accounts: readonly ArchivedAccountOptions[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

/**
 * Opens the archives of the accounts, in the same order. Creates missing ones; if `creates` is false, they are empty and
 * must not be written. Rejects if the database fails.
 */
export function openAccounts(
  database: ArchiveDatabase,
  { settings, accounts, now }: AccountsOptions,
  creates = true,
): Promise<readonly OpenedAccount[]> {
  const keepFrom = () => (settings.keepDays === null ? null : now() - settings.keepDays * DAY);
  const earliest = settings.since === null ? null : Date.parse(`${settings.since}T00:00:00Z`);
  const since = () => Math.ceil(Math.max(earliest ?? now() - THREE_YEARS, keepFrom() ?? 0) / SECOND) * SECOND;
  const limits = backgroundLimits();
  return Promise.all(
    accounts.map(async ({ identity, country, source, slot }) => {
      const store = await limits.checks(() => openAccount(database, identity, creates));
      const recorder = new Recorder(store, source.decoder);
      const archive = new AccountArchive(store, source.decoder, recorder, country, since, now);
      return { workspace: identity.workspace, source, store, archive, slot, limits, since, keepFrom };
    }),
  );
}

/** The limits of one process. */
export function backgroundLimits(): BackgroundLimits {
  return { checks: pLimit(CHECKS), readings: pLimit(READINGS) };
}
