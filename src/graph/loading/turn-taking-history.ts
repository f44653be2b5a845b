import { inTurn, nextTurn } from '../../domain/operation/turns.js';
import type { CallHistory } from '../../domain/sources.js';

/** Wraps a call history so that its asynchronous results arrive in the caller's turns of the event loop. */
export function turnTakingHistory(history: CallHistory, caller: object): CallHistory {
  const { summarise } = history;
  return {
    timezone: history.timezone,
    summarise: summarise && ((...request) => inTurns(caller, summarise(...request))),
    walk: (...request) => inTurns(caller, history.walk(...request)),
    count: async (range) => inTurn(caller, history.count(range)),
    find: async (locations) => inTurn(caller, history.find(locations)),
    findAt: async (positions) => inTurn(caller, history.findAt(positions)),
    findByUuid: async (uuid) => inTurn(caller, history.findByUuid(uuid)),
    notes: (call) => inTurn(caller, history.notes(call)),
    archiveStatus: () => history.archiveStatus(),
    searchNotes: async (search) => inTurn(caller, history.searchNotes(search)),
  };
}

async function* inTurns<Part>(caller: object, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  for await (const part of parts) {
    await nextTurn(caller);
    yield part;
  }
}
