/*
 * The providers' payloads. Only the fields that the sandbox reads are typed, so that it can store and serve every form.
 */

/** An element of Voicenter's `EXTENSIONS`. */
export interface WireExtension {
  SIP: string;
  [field: string]: unknown;
}

/** RingMe's client with its 28 fields; integers above 2^53 are bigints. */
export interface WireClient {
  id: number | bigint;
  [field: string]: unknown;
}

/** An element of ccrm's `data` in the call history. */
export interface WireCall {
  uuid: string;
  /** `YYYY-MM-DD HH:MM:SS`, Europe/Warsaw. */
  callDate: string;
  [field: string]: unknown;
}

/** An element of ccrm's `data` in the notes. */
export interface WireNote {
  uuid: string;
  [field: string]: unknown;
}

/** All data of the three providers; may be changed while the sandbox runs. */
export interface SandboxData {
  extensions: WireExtension[];
  /** The `AccountID` of each Voicenter code. */
  accountCodes: Record<string, number>;
  client: WireClient;
  /** In any order. Reading the made-up calls creates all of them: about 90,000. */
  calls: WireCall[];
  /** By the uuid of their call. */
  notes: Record<string, WireNote[]>;
}
