import type { Call, CallAgent, CallFlag, CallUser } from '../../domain/call.js';
import { asUuid } from '../../domain/uuid.js';
import { dialled, flag, integer, text } from '../../json/decode.js';
import { type FieldReader, fieldReader } from '../../upstream/field-reader.js';
import type { Anomalies } from '../../upstream/anomalies.js';
import { decodeExternalParty, decodeParty } from './decode-party.js';
import type { LocalClock } from './local-clock.js';
import { readDate } from './record-date.js';
import { ccrmRecord, onlyRecord } from './record-fields.js';

/** The workspace whose records are decoded. */
export interface DecodeContext {
  readonly workspace: string;
  /** The country of national phone numbers, as ISO 3166 alpha-2; null if it isn't configured. */
  readonly country: string | null;
  readonly clock: LocalClock;
  readonly anomalies: Anomalies;
}

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
  const read = fieldReader(fields, anomalies);
  const talk = fieldReader(read.value('userTalk', onlyRecord) ?? {}, anomalies);
  const direction = read.word('callDirection', DIRECTIONS);
  const sides = { ...context, areColleagues: direction === 'INTERNAL' };
  const from = read.items('from', (party) => decodeParty(party, sides));
  const to = read.items('to', (party) => decodeParty(party, sides));
  const noteCount = decodeNoteCount(fields['note'], anomalies);
  const costAmount = read.value('cost', decimal);
  return {
    kind: 'Call',
    workspace,
    uuid,
    localDate: date.local,
    startedAt: date.instant,
    // The schema has no unknown duration.
    durationSeconds: read.value('duration', seconds) ?? 0,
    direction,
    status: read.word('status', STATUSES),
    service: read.word('service', SERVICES),
    routing: talk.word('status', ROUTINGS, 'userTalk.status'),
    destination: read.value('destination', text),
    cost: integer(costAmount),
    costAmount,
    from,
    to,
    externalParty: decodeExternalParty(read, from, to, context),
    smsText: read.value('smsData', text),
    flags: read.items('flags', (tag) => decodeFlag(tag, anomalies)),
    hasNotes: noteCount !== 0,
    noteCount,
    agents: talk.items('receivers', (receiver) => decodeAgent(receiver, context)),
  };
}

/** A CRM user; null without a uuid and a name. */
export function decodeUser(value: unknown, anomalies: Anomalies): CallUser | null {
  const fields = onlyRecord(value);
  return fields && userOf(fieldReader(fields, anomalies));
}

function userOf(read: FieldReader): CallUser | null {
  const user = {
    uuid: read.value('uuid', text),
    firstName: read.value('firstName', text),
    lastName: read.value('lastName', text),
  };
  return user.uuid === null && user.firstName === null && user.lastName === null ? null : user;
}

/** Reads a count of notes, or a flag as 1 or 0. Reports any other value and reads it as 1. */
function decodeNoteCount(value: unknown, anomalies: Anomalies): number {
  if (value === undefined || value === null || value === '') return 0;
  const count = typeof value === 'boolean' ? Number(value) : integer(value);
  if (count !== null) return count;
  const isYes = flag(value);
  if (isYes === null) anomalies.unknownValue('note', value);
  return isYes === false ? 0 : 1;
}

function decodeFlag(value: unknown, anomalies: Anomalies): CallFlag | null {
  const fields = onlyRecord(value) ?? {};
  const read = fieldReader(fields, anomalies);
  const uuid = read.value('uuid', text);
  if (uuid === null) return null;
  return {
    uuid,
    name: read.value('name', text) ?? '',
    color: read.value('color', hexColor),
    relationUuid: read.value('relUuid', text) ?? text(fields['reluuid']),
  };
}

/** `#rgb` or `#rrggbb`; null for anything else, because front ends pass colours on to CSS. */
function hexColor(value: unknown): string | null {
  const color = text(value)?.trim() ?? '';
  return /^#(?:[\da-f]{3}){1,2}$/i.test(color) ? color : null;
}

/** A receiver without a number is still an agent if it has a uuid or a name. */
function decodeAgent(value: unknown, { workspace, anomalies }: DecodeContext): CallAgent | null {
  const read = fieldReader(onlyRecord(value) ?? {}, anomalies);
  const internalNumber = read.value('internal', dialled);
  const user = userOf(read);
  return internalNumber === null && user === null
    ? null
    : { workspace, internalNumber: internalNumber ?? '', user };
}

const DECIMAL = /^-?\d{1,15}(\.\d{1,30})?$/;
/** Ambiguous: a whole number as PHP's `number_format` writes it, or a Polish decimal. */
const THOUSANDS = /^-?[1-9]\d{0,2},\d{3}$/;
const CLOCK = /^(?:(\d{1,4}):(?=[0-5]?\d:))?(\d{1,6}):([0-5]\d)$/;
const MAX_SECONDS = 2 ** 31 - 1;

/**
 * An amount with a decimal point, from a number or a string with a decimal point or comma; null for anything else, such
 * as the ambiguous `1,234`.
 */
function decimal(value: unknown): string | null {
  const written = text(value)?.trim() ?? '';
  const amount = written.replace(',', '.');
  return DECIMAL.test(amount) && !THOUSANDS.test(written) ? amount : null;
}

/**
 * Whole seconds, from a number, digits, a fraction (rounded), `HH:MM:SS` or `MM:SS` with any number of minutes; null for
 * anything else.
 */
function seconds(value: unknown): number | null {
  const written = text(value)?.trim() ?? '';
  const [, hours = '0', minutes, rest] = CLOCK.exec(written) ?? [];
  const total =
    minutes === undefined
      ? Number(DECIMAL.test(written) ? written : NaN)
      : (Number(hours) * 60 + Number(minutes)) * 60 + Number(rest);
  const rounded = Math.round(total);
  return rounded >= 0 && rounded <= MAX_SECONDS ? rounded : null;
}
