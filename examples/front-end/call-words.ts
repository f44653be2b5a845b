import type { CallDirection, CallStatus } from './generated/graphql.ts';

/** The words for directions. */
export const DIRECTIONS: Readonly<Record<CallDirection, string>> = {
  INBOUND: 'Incoming',
  OUTBOUND: 'Outgoing',
  INTERNAL: 'Internal',
  UNKNOWN: 'Unknown direction',
};

/** The words for outcomes. */
export const OUTCOMES: Readonly<Record<CallStatus, string>> = {
  ANSWERED: 'Answered',
  NO_ANSWER: 'No answer',
  BUSY: 'Busy',
  UNKNOWN: 'Unknown outcome',
};
