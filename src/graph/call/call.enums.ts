import { registerEnumType } from 'type-graphql';
import type * as domain from '../../domain/call.js';

const UNKNOWN = 'A value that this version doesn’t know, or none.';

export const CallDirection = {
  INBOUND: 'INBOUND',
  OUTBOUND: 'OUTBOUND',
  INTERNAL: 'INTERNAL',
  UNKNOWN: 'UNKNOWN',
} as const satisfies { [Name in domain.CallDirection]: Name };

registerEnumType(CallDirection, {
  name: 'CallDirection',
  description: 'Which way a call went.',
  valuesConfig: {
    INBOUND: { description: 'From outside to the company.' },
    OUTBOUND: { description: 'From the company to outside.' },
    INTERNAL: { description: 'Within the company.' },
    UNKNOWN: { description: UNKNOWN },
  },
});

export const CallStatus = {
  ANSWERED: 'ANSWERED',
  NO_ANSWER: 'NO_ANSWER',
  BUSY: 'BUSY',
  UNKNOWN: 'UNKNOWN',
} as const satisfies { [Name in domain.CallStatus]: Name };

registerEnumType(CallStatus, {
  name: 'CallStatus',
  description: 'How a call ended.',
  valuesConfig: {
    ANSWERED: { description: 'Someone answered.' },
    NO_ANSWER: { description: 'Nobody answered.' },
    BUSY: { description: 'The line was busy.' },
    UNKNOWN: { description: UNKNOWN },
  },
});

export const CallService = {
  CALL: 'CALL',
  SMS: 'SMS',
  FAX: 'FAX',
  UNKNOWN: 'UNKNOWN',
} as const satisfies { [Name in domain.CallService]: Name };

registerEnumType(CallService, {
  name: 'CallService',
  description: 'What kind of record of the call history it is.',
  valuesConfig: {
    CALL: { description: 'A voice call.' },
    SMS: { description: 'A text message.' },
    FAX: { description: 'A fax.' },
    UNKNOWN: { description: UNKNOWN },
  },
});

export const CallRouting = {
  QUEUE: 'QUEUE',
  NO_QUEUE: 'NO_QUEUE',
  INTERNAL: 'INTERNAL',
  UNKNOWN: 'UNKNOWN',
} as const satisfies { [Name in domain.CallRouting]: Name };

registerEnumType(CallRouting, {
  name: 'CallRouting',
  description: 'Whether a call went through a queue.',
  valuesConfig: {
    QUEUE: { description: 'Through a queue.' },
    NO_QUEUE: { description: 'Past the queues.' },
    INTERNAL: { description: 'A call within the company.' },
    UNKNOWN: { description: UNKNOWN },
  },
});

export const CallPartyKind = {
  PERSON: 'PERSON',
  ORGANISATION: 'ORGANISATION',
  UNKNOWN: 'UNKNOWN',
} as const satisfies { [Name in domain.CallPartyKind]: Name };

registerEnumType(CallPartyKind, {
  name: 'CallPartyKind',
  description: 'What the CRM knows a party as.',
  valuesConfig: {
    PERSON: { description: 'A person among the contacts.' },
    ORGANISATION: { description: 'An organisation among the contacts.' },
    UNKNOWN: { description: 'Nobody among the contacts.' },
  },
});

export const CallOrder = {
  NEWEST_FIRST: 'NEWEST_FIRST',
  OLDEST_FIRST: 'OLDEST_FIRST',
} as const satisfies { [Name in domain.CallOrder]: Name };

registerEnumType(CallOrder, {
  name: 'CallOrder',
  description: 'By the start of the call, then by uuid.',
  valuesConfig: {
    NEWEST_FIRST: { description: 'The latest call first.' },
    OLDEST_FIRST: { description: 'The earliest call first.' },
  },
});

export const CallGrouping = {
  HOUR: 'HOUR',
  DAY: 'DAY',
  EXTENSION: 'EXTENSION',
  DIRECTION: 'DIRECTION',
  STATUS: 'STATUS',
} as const;
export type CallGrouping = keyof typeof CallGrouping;

registerEnumType(CallGrouping, {
  name: 'CallGrouping',
  description: 'What the calls of one group have in common.',
  valuesConfig: {
    HOUR: {
      description:
        'The hour of the workspace’s clock in which they began; ranges of 31 days at most. Where clocks are put back, an hour comes twice and is two groups: the call history doesn’t tell them apart, so the calls of both are in the earlier one.',
    },
    DAY: {
      description:
        'The day of the workspace’s zone on which they began: 23 or 25 hours where clocks are put forward or back.',
    },
    EXTENSION: {
      description:
        'The first agent’s extension, as in `Call.extension`; whoever asks must be allowed to read extensions.',
    },
    DIRECTION: { description: 'Which way they went.' },
    STATUS: { description: 'How they ended.' },
  },
});
