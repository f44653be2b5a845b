import type { Call } from '../../../src/domain/call.js';

/** A call without parties, agents and flags. */
export function aDecodedCall(overrides: Partial<Call> = {}): Call {
  return {
    kind: 'Call',
    workspace: 'acme',
    uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
    localDate: '2025-03-12 11:24:57',
    startedAt: Date.parse('2025-03-12T10:24:57Z'),
    durationSeconds: 368,
    direction: 'INBOUND',
    status: 'ANSWERED',
    service: 'CALL',
    routing: 'QUEUE',
    destination: null,
    cost: null,
    costAmount: null,
    from: [],
    to: [],
    externalParty: null,
    smsText: null,
    flags: [],
    hasNotes: false,
    noteCount: 0,
    agents: [],
    ...overrides,
  };
}
