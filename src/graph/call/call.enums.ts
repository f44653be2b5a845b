import type * as domain from '../../domain/call.js';
import { graphqlEnum } from '../schema/graphql-enum.js';

const UNKNOWN = 'A value that this version doesn’t know, or none.';

export const CallDirection = graphqlEnum<domain.CallDirection>(
  'CallDirection',
  'The direction of a call, seen from the company.',
  {
    INBOUND: 'From outside to the company.',
    OUTBOUND: 'From the company to outside.',
    INTERNAL: 'Within the company.',
    UNKNOWN,
  },
);

export const CallStatus = graphqlEnum<domain.CallStatus>('CallStatus', 'How a call ended.', {
  ANSWERED: 'Someone answered.',
  NO_ANSWER: 'Nobody answered.',
  BUSY: 'The line was busy.',
  UNKNOWN,
});

export const CallService = graphqlEnum<domain.CallService>(
  'CallService',
  'The kind of a record in the call history.',
  { CALL: 'A voice call.', SMS: 'A text message.', FAX: 'A fax.', UNKNOWN },
);

export const CallRouting = graphqlEnum<domain.CallRouting>(
  'CallRouting',
  'Whether a call went through a queue.',
  {
    QUEUE: 'Through a queue.',
    NO_QUEUE: 'Not through a queue.',
    INTERNAL: 'A call within the company.',
    UNKNOWN,
  },
);

export const CallPartyKind = graphqlEnum<domain.CallPartyKind>(
  'CallPartyKind',
  'Whether the CRM knows a party as a person or an organisation.',
  {
    PERSON: 'A person among the contacts.',
    ORGANISATION: 'An organisation among the contacts.',
    UNKNOWN: 'Nobody among the contacts.',
  },
);

export const CallOrder = graphqlEnum<domain.CallOrder>(
  'CallOrder',
  'By the start of the call, then by uuid.',
  { NEWEST_FIRST: 'The latest call first.', OLDEST_FIRST: 'The earliest call first.' },
);

export const CallGrouping = graphqlEnum('CallGrouping', 'The property by which calls are grouped.', {
  HOUR: 'The hour of the workspace’s clock in which they began; the range may have at most 31 days. When clocks are put back, an hour is repeated and makes two groups. The call history doesn’t tell them apart, so the calls of both are in the earlier group.',
  DAY: 'The day in the workspace’s time zone on which they began. A day on which clocks change has 23 or 25 hours.',
  EXTENSION: 'The first agent’s extension, as in `Call.extension`; requires the scope `extensions:read`.',
  DIRECTION: 'Their direction.',
  STATUS: 'How they ended.',
});
export type CallGrouping = keyof typeof CallGrouping;
