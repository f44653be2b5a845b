import type { CallDirection, CallStatus } from './generated/graphql.ts';

/** What a direction is called. */
export const DIRECTIONS: Readonly<Record<CallDirection, string>> = {
  INBOUND: 'Incoming',
  OUTBOUND: 'Outgoing',
  INTERNAL: 'Internal',
  UNKNOWN: 'Unknown direction',
};

/** What an outcome is called. */
export const OUTCOMES: Readonly<Record<CallStatus, string>> = {
  ANSWERED: 'Answered',
  NO_ANSWER: 'No answer',
  BUSY: 'Busy',
  UNKNOWN: 'Unknown outcome',
};
