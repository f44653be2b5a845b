/*
 * The providers' own shapes, as loose as their documents: only what the sandbox itself reads is typed,
 * so that every odd form can be held and served.
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

/** Everything that the three providers know; may be changed while the sandbox runs. */
export interface SandboxData {
  extensions: WireExtension[];
  /** Which account each Voicenter code belongs to: its `AccountID`. */
  accountCodes: Record<string, number>;
  client: WireClient;
  /** In any order. Reading the made calls makes all of them: about 90,000. */
  calls: WireCall[];
  /** By the uuid of their call. */
  notes: Record<string, WireNote[]>;
}
