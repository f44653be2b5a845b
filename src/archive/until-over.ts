import { ArchiveError } from '../domain/archive/archive-errors.js';
import type { OperationScope } from '../domain/operation/operation-scope.js';
import type { CallHistory } from '../domain/sources.js';

/**
 * The same call history, whose results reject with an ArchiveError once the operation is over: a database whose tables are
 * locked, for instance by a migration, is waited for, but not for longer.
 */
export function untilOver(history: CallHistory, scope: OperationScope): CallHistory {
  const inTime = <T>(result: Promise<T>) => untilAborted(scope.signal, result);
  const { summarise } = history;
  return {
    ...history,
    walk: (...request) => parts(history.walk(...request), inTime),
    summarise: summarise && ((...request) => parts(summarise(...request), inTime)),
    count: (range) => inTime(history.count(range)),
    find: (keys) => inTime(history.find(keys)),
    findByUuid: (uuid) => inTime(history.findByUuid(uuid)),
    async searchNotes(search) {
      const found = await inTime(history.searchNotes(search));
      return { ...found, count: () => inTime(found.count()) };
    },
    archiveStatus: () => inTime(history.archiveStatus()),
  };
}

function untilAborted<T>(signal: AbortSignal, result: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const tooLate = () => reject(new ArchiveError('The archive’s database didn’t answer in time.'));
    // Requests to the provider end now, too, with reasons of their own.
    const end = () => void setImmediate(tooLate);
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
    void result.then(resolve, reject).finally(() => signal.removeEventListener('abort', end));
  });
}

async function* parts<Part>(
  all: AsyncIterable<Part>,
  inTime: <T>(result: Promise<T>) => Promise<T>,
): AsyncGenerator<Part> {
  const iterator = all[Symbol.asyncIterator]();
  try {
    for (;;) {
      const part = await inTime(iterator.next());
      if (part.done === true) return;
      yield part.value;
    }
  } finally {
    // It would wait for the database, too.
    void iterator.return?.().catch(() => undefined);
  }
}
