/** Seen from the company; INTERNAL: within it. */
export type CallDirection = 'INBOUND' | 'OUTBOUND' | 'INTERNAL' | 'UNKNOWN';
export type CallStatus = 'ANSWERED' | 'NO_ANSWER' | 'BUSY' | 'UNKNOWN';
export type CallService = 'CALL' | 'SMS' | 'FAX' | 'UNKNOWN';
export type CallRouting = 'QUEUE' | 'NO_QUEUE' | 'INTERNAL' | 'UNKNOWN';
export type CallPartyKind = 'PERSON' | 'ORGANISATION' | 'UNKNOWN';
export type CallOrder = 'NEWEST_FIRST' | 'OLDEST_FIRST';

/** Locates a call in the call history: enough to fetch it with one narrow range. */
export interface CallLocation {
  readonly workspace: string;
  readonly uuid: string;
  /** `YYYY-MM-DD HH:MM:SS` in the workspace's zone, as the call history writes it. */
  readonly localDate: string;
}

/** A record of the call history: a call, an SMS or a fax. */
export interface Call extends CallLocation {
  readonly kind: 'Call';
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly durationSeconds: number;
  readonly direction: CallDirection;
  readonly status: CallStatus;
  readonly service: CallService;
  readonly routing: CallRouting;
  readonly destination: string | null;
  /** null if the provider sends none, or if it isn't a whole number. */
  readonly cost: number | null;
  /** Decimal digits, exactly as the provider sends them, such as `0.15`; null if it sends none. */
  readonly costAmount: string | null;
  readonly from: readonly CallParty[];
  readonly to: readonly CallParty[];
  readonly externalParty: CallParty | null;
  readonly smsText: string | null;
  readonly flags: readonly CallFlag[];
  readonly hasNotes: boolean;
  /**
   * The call history's count of notes. It may differ from the length of the list; a new count means that the notes
   * changed.
   */
  readonly noteCount: number;
  readonly agents: readonly CallAgent[];
}

/** One side of a call. */
export interface CallParty {
  readonly kind: CallPartyKind;
  readonly phone: CallPhoneNumber | null;
  readonly contact: CallContact | null;
  /** Set for both parties of an internal call. */
  readonly colleague: InternalNumber | null;
}

/** An internal number of a workspace's company as the provider sends it. A JSON number has lost its leading zeros. */
export interface InternalNumber {
  readonly workspace: string;
  readonly internalNumber: string;
}

export interface CallPhoneNumber {
  /** As the provider formats it, such as `+48 777 888 999`. */
  readonly formatted: string | null;
  /** As the provider sends it unformatted, such as `48777888999`. */
  readonly raw: string | null;
  /** The workspace's country (ISO 3166 alpha-2), whose numbers may be written nationally; null if it isn't configured. */
  readonly country: string | null;
}

/** A party's contact in the CRM. */
export type CallContact = CallContactPerson | CallContactOrganisation;

export interface CallContactPerson {
  readonly kind: 'CallContactPerson';
  readonly uuid: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** File name of the picture. */
  readonly avatar: string | null;
}

export interface CallContactOrganisation {
  readonly kind: 'CallContactOrganisation';
  readonly uuid: string;
  readonly name: string | null;
  /** File name of the picture. */
  readonly avatar: string | null;
}

/** An agent who took part in a call of a workspace. */
export interface CallAgent {
  readonly workspace: string;
  /** As the provider sends it; a JSON number has lost its leading zeros. Empty if the provider sends none. */
  readonly internalNumber: string;
  readonly user: CallUser | null;
}

/** A CRM user; one person can have two. */
export interface CallUser {
  readonly uuid: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
}

/** A tag that CRM users give to calls. */
export interface CallFlag {
  readonly uuid: string;
  readonly name: string;
  readonly color: string | null;
  readonly relationUuid: string | null;
}

/** Both sides of a call and its external party, which is usually one of them. */
export function partiesOf({ from, to, externalParty }: Call): readonly CallParty[] {
  return externalParty === null ? [...from, ...to] : [...from, ...to, externalParty];
}

/** Compares two calls by `startedAt`, then by uuid, oldest first. */
export function compareCalls(a: CallPosition, b: CallPosition): number {
  return a.startedAt - b.startedAt || (a.uuid < b.uuid ? -1 : a.uuid > b.uuid ? 1 : 0);
}

/** A call's position in the order of a range. */
export type CallPosition = Pick<Call, 'startedAt' | 'uuid'>;

/** A time range in milliseconds since the epoch: `from` is inclusive, `to` is exclusive. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}
