import type { WireCall, WireClient, WireExtension, WireNote } from '../../src/sandbox/wire.js';

type Overrides = Readonly<Record<string, unknown>>;

/** A call in the wire format of the call history. Overriding a key with undefined removes it. */
export function aCall(overrides: Overrides = {}): WireCall {
  return {
    to: { type: 'unknown', number: '+48 22 555 01 00', numberNotFormatted: 48225550100 },
    from: { type: 'unknown', number: '+48 600 000 123', numberNotFormatted: 48600000123 },
    userTalk: {
      status: 'queue',
      receivers: [
        {
          internal: 107,
          uuid: 'fdf75d0c-fc9f-41dc-9a54-af2121db989b',
          firstName: 'Katarzyna',
          lastName: 'Nowak',
        },
      ],
    },
    uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
    callDirection: 'IN',
    callDate: '2025-03-12 11:24:57',
    duration: 368,
    destination: 'Połączenie Przychodzące',
    cost: 0,
    service: 'CALL',
    smsData: null,
    note: 0,
    externalNumber: { numberNotFormatted: 48600000123, numberFormatted: '+48 600 000 123', type: 'unknown' },
    flags: [],
    status: 'ANSWERED',
    ...overrides,
  };
}

/** A note in the wire format, which doesn't name its call. Its text is Draft.js raw content in a JSON string. */
export function aNote(overrides: Overrides = {}): WireNote {
  return {
    text: '{"blocks":[{"key":"be2bp","text":"Notatka do tego połączenia","type":"unstyled","depth":0,"inlineStyleRanges":[],"entityRanges":[],"data":{}}],"entityMap":{}}',
    created: '2025-03-12 12:13:35',
    uuid: '1fa7bda9-e853-43d6-9b3c-c194ad59cefd',
    user: { firstName: 'Katarzyna', lastName: 'Nowak', uuid: 'a26b956b-ce46-48f4-a1bd-b657136d4148' },
    status: 'exist',
    call: {
      callDate: '2025-03-12 10:24:57',
      callDirection: 'IN',
      service: 'CALL',
      externalNumber: { numberNotFormatted: 48600000123, numberFormatted: '+48 600 000 123' },
    },
    organisation: null,
    person: null,
    pin: 0,
    files: {},
    edit: 0,
    ...overrides,
  };
}

/** The extension of `aCall()`'s agent, in the main account. */
export function anExtension(overrides: Overrides = {}): WireExtension {
  return {
    SIP: 'acmeSIP107',
    Name: 'Obsługa klienta 1',
    SpeedDial: '107',
    AccountID: 20260001,
    AccountName: 'Acme Warszawa',
    UserName: 'Katarzyna Nowak',
    UserEmail: 'katarzyna.nowak@example.com',
    ...overrides,
  };
}

/** The client of RingMe's documented example. */
export function aClient(overrides: Overrides = {}): WireClient {
  return {
    domain: 'sip.ringme.ru',
    create_date: '2020-03-16 09:29:57',
    hold_music: null,
    presence: 'no',
    sip_network_permission_id: null,
    prefix: '0001',
    record_stereo: false,
    ambassadors: null,
    id: 12,
    domain_prefix: '00001',
    contact_phones: null,
    name: 'ringme_test',
    timezone: 'Europe/Moscow',
    dial_rule_id: 19,
    type: 'J',
    email: 'admin@example.com',
    reg_status_log: false,
    fact_address: null,
    extra_params: null,
    extension_len: 3,
    geo_list: null,
    did_as_transfer_caller_id: 'default',
    jur_address: null,
    language: null,
    record_format: 'mp3',
    short_local_caller_id: 'yes',
    disk_space_notify_email: null,
    disk_space_notify_threshold: null,
    ...overrides,
  };
}

/**
 * Calls with fixed UUIDs (`00000000-0000-4000-8000-` and the number of the call, from 0), oldest first,
 * spread evenly over a range of local dates (`YYYY-MM-DD HH:MM:SS`): the first at `from`, all before `to`.
 */
export function manyCalls(
  count: number,
  range: { from: string; to: string },
  overrides: Overrides = {},
): WireCall[] {
  const from = wallClock(range.from);
  const step = (wallClock(range.to) - from) / count;
  return Array.from({ length: count }, (_, index) =>
    aCall({
      uuid: numberedUuid(index),
      callDate: wireDate(from + index * step),
      ...overrides,
    }),
  );
}

/** The UUID of the nth call of `manyCalls`. */
export function numberedUuid(index: number): string {
  return `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
}

/** A date in the wire format, `YYYY-MM-DD HH:MM:SS`: that of a UTC clock at an instant in milliseconds since the epoch. */
export function wireDate(instant: number): string {
  return new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
}

function wallClock(local: string): number {
  return Date.parse(`${local.replace(' ', 'T')}Z`);
}
