import { inTurn, nextTurn } from '../../domain/operation/turns.js';
import type { CallHistory } from '../../domain/sources.js';

type Summarise = NonNullable<CallHistory['summarise']>;

/** Wraps a call history so that its asynchronous results arrive in the caller's turns of the event loop. */
export function turnTakingHistory(history: CallHistory, caller: object): CallHistory {
  return {
    timezone: history.timezone,
    summarise: history.summarise && inTurns(history.summarise, caller),
    async *walk(...request) {
      for await (const calls of history.walk(...request)) {
        await nextTurn(caller);
        yield calls;
      }
    },
    count: async (range) => inTurn(caller, history.count(range)),
    find: async (locations) => inTurn(caller, history.find(locations)),
    findAt: async (positions) => inTurn(caller, history.findAt(positions)),
    findByUuid: async (uuid) => inTurn(caller, history.findByUuid(uuid)),
    notes: (call) => inTurn(caller, history.notes(call)),
    archiveStatus: () => history.archiveStatus(),
    searchNotes: async (search) => inTurn(caller, history.searchNotes(search)),
  };
}

function inTurns(summarise: Summarise, caller: object): Summarise {
  return async function* (...request) {
    for await (const part of summarise(...request)) {
      await nextTurn(caller);
      yield part;
    }
  };
}
