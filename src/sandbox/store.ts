import { ArrivingCalls, joined } from './data/arriving-calls.js';
import { ListedCalls, type CallRange } from './data/calls/call-range.js';
import type { Company } from './data/calls/call-record.js';
import { madeClient } from './data/client.js';
import { madeContacts } from './data/contacts.js';
import { crmUsers } from './data/crm-users.js';
import { ACCOUNT_CODES, madeExtensions } from './data/extensions.js';
import { MadeCalls } from './data/calls/made-calls.js';
import type { DateWindow } from './date-window.js';
import type { SandboxData, WireCall, WireClient, WireExtension, WireNote } from './wire.js';

/** Determines the made-up data: the same seed and name give the same data. */
interface MadeFrom {
  readonly seed: number;
  readonly company: string | undefined;
  readonly callsPerDay: number;
  /** Seconds from one arriving call to the next; null if none arrive. */
  readonly arrivals: number | null;
}

/** The id of the client for seed 1. */
const FIRST_CLIENT = 12;

/**
 * The providers' data: made up, but each part may be replaced. Calls and notes are made up on demand until `calls` or
 * `notes` is read as a whole; from then on they are plain lists that no longer grow with the clock.
 */
export class Store implements SandboxData {
  extensions: WireExtension[];
  accountCodes: Record<string, number>;
  client: WireClient;
  readonly #made: MadeCalls;
  readonly #arriving: ArrivingCalls | null;
  #listed: ListedCalls | null;
  #notes: Record<string, WireNote[]> | null;

  /** `given` replaces parts of the made-up data; given calls have only the given notes. */
  constructor(
    { seed, company: name, callsPerDay, arrivals }: MadeFrom,
    clock: () => Date,
    given: Partial<SandboxData>,
  ) {
    const extensions = madeExtensions(name);
    const company: Company = {
      seed,
      contacts: madeContacts(seed),
      users: crmUsers(seed, extensions),
      callsPerDay,
    };
    this.#made = new MadeCalls(company, clock);
    this.#arriving = arrivals === null ? null : new ArrivingCalls(company, clock, arrivals);
    this.extensions = given.extensions ?? extensions;
    this.accountCodes = given.accountCodes ?? { ...ACCOUNT_CODES };
    this.client = { ...(given.client ?? madeClient(name, FIRST_CLIENT + seed - 1)) };
    this.#listed = given.calls === undefined ? null : new ListedCalls(given.calls);
    this.#notes = given.notes ?? (given.calls === undefined ? null : {});
  }

  get calls(): WireCall[] {
    this.#listed ??= new ListedCalls(this.#made.all());
    return this.#listed.list;
  }

  set calls(calls: WireCall[]) {
    this.#listed = new ListedCalls(calls);
  }

  get notes(): Record<string, WireNote[]> {
    this.#notes ??= this.#made.allNotes();
    return this.#notes;
  }

  set notes(notes: Record<string, WireNote[]>) {
    this.#notes = notes;
  }

  callsWithin(window: DateWindow): CallRange {
    if (this.#listed !== null) return this.#listed.within(window);
    const made = this.#made.within(window);
    return this.#arriving === null ? made : joined(made, this.#arriving.within(window));
  }

  notesOf(uuid: string): readonly WireNote[] {
    if (this.#notes === null) return this.#made.notesOf(uuid);
    return Object.hasOwn(this.#notes, uuid) ? (this.#notes[uuid] ?? []) : [];
  }
}
