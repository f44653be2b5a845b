import type { Call, CallAgent, CallFlag, CallUser } from '../../domain/call.js';
import { asUuid } from '../../domain/uuid.js';
import { flag, integer, text } from '../../json/decode.js';
import { fieldReader } from '../../upstream/field-reader.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { decodeCost, decodeSeconds } from './decode-amounts.js';
import { oneOf } from './decode-enum.js';
import { decodeExternalParty, decodeParties } from './decode-party.js';
import type { LocalClock } from './local-clock.js';
import { readDate } from './record-date.js';
import { ccrmRecord, onlyRecord } from './record-fields.js';

export interface DecodeContext {
  readonly workspace: string;
  /** ISO 3166 alpha-2: whose national phone numbers the records have; null if it isn't configured. */
  readonly country: string | null;
  readonly clock: LocalClock;
  readonly anomalies: Anomalies;
}

type Fields = Readonly<Record<string, unknown>>;

const DIRECTIONS = new Map([
  ['in', 'INBOUND'],
  ['out', 'OUTBOUND'],
  ['internal', 'INTERNAL'],
] as const);
const STATUSES = new Map([
  ['answered', 'ANSWERED'],
  ['noanswer', 'NO_ANSWER'],
  ['busy', 'BUSY'],
] as const);
const SERVICES = new Map([
  ['call', 'CALL'],
  ['sms', 'SMS'],
  ['fax', 'FAX'],
] as const);
const ROUTINGS = new Map([
  ['queue', 'QUEUE'],
  ['noqueue', 'NO_QUEUE'],
  ['internal', 'INTERNAL'],
] as const);
/** Decodes a record of the call history; null if it has no readable uuid or date. */
export function decodeCall(value: unknown, context: DecodeContext): Call | null {
  const fields = ccrmRecord(value);
  if (fields === null) return null;
  const uuid = asUuid(text(fields['uuid']) ?? '');
  const date = readDate(fields['callDate'], context.clock);
  if (uuid === null || date === null) return null;

  const { workspace, anomalies } = context;
  const direction = oneOf(DIRECTIONS, fields['callDirection'], 'callDirection', anomalies);
  const sides = { ...context, areColleagues: direction === 'INTERNAL' };
  const read = fieldReader(fields, anomalies);
  const talk = read.value('userTalk', onlyRecord);
  const from = decodeParties('from', read, sides);
  const to = decodeParties('to', read, sides);
  const noteCount = decodeNoteCount(fields['note'], anomalies);
  return {
    kind: 'Call',
    workspace,
    uuid,
    localDate: date.local,
    startedAt: date.instant,
    durationSeconds: decodeSeconds(fields['duration'], 'duration', anomalies),
    direction,
    status: oneOf(STATUSES, fields['status'], 'status', anomalies),
    service: oneOf(SERVICES, fields['service'], 'service', anomalies),
    routing: oneOf(ROUTINGS, talk?.['status'], 'userTalk.status', anomalies),
    destination: read.value('destination', text),
    ...decodeCost(fields['cost'], anomalies),
    from,
    to,
    externalParty: decodeExternalParty(read, from, to, context),
    smsText: read.value('smsData', text),
    flags: read.items('flags', decodeFlag),
    hasNotes: noteCount !== 0,
    noteCount,
    agents: decodeAgents(talk, context),
  };
}

/** A CRM user; null if the provider found none. */
export function decodeUser(value: unknown): CallUser | null {
  const fields = onlyRecord(value);
  if (fields === null) return null;
  const user = {
    uuid: text(fields['uuid']),
    firstName: text(fields['firstName']),
    lastName: text(fields['lastName']),
  };
  return user.uuid === null && user.firstName === null && user.lastName === null ? null : user;
}

/** Reads a count of notes, or a flag, which counts as one. Any other value is reported, and counts as one, too. */
function decodeNoteCount(value: unknown, anomalies: Anomalies): number {
  if (value === undefined || value === null || value === '') return 0;
  const count = typeof value === 'boolean' ? Number(value) : integer(value);
  if (count !== null) return count;
  const isYes = flag(value);
  if (isYes === null) anomalies.unknownValue('note', value);
  return isYes === false ? 0 : 1;
}

function decodeFlag(value: unknown): CallFlag | null {
  const fields = ccrmRecord(value);
  const uuid = text(fields?.['uuid']);
  if (fields === null || uuid === null) return null;
  return {
    uuid,
    name: text(fields['name']) ?? '',
    color: text(fields['color']),
    relationUuid: text(fields['relUuid']) ?? text(fields['reluuid']),
  };
}

function decodeAgents(talk: Fields | null, { workspace, anomalies }: DecodeContext): readonly CallAgent[] {
  return fieldReader(talk ?? {}, anomalies).items('receivers', (receiver) =>
    decodeAgent(receiver, workspace),
  );
}

/** A receiver without a number is still an agent if it has a uuid or a name. */
function decodeAgent(value: unknown, workspace: string): CallAgent | null {
  const internalNumber = text(ccrmRecord(value)?.['internal']);
  const user = decodeUser(value);
  return internalNumber === null && user === null
    ? null
    : { workspace, internalNumber: internalNumber ?? '', user };
}
