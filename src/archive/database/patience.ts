/** Milliseconds to wait for a result, and then for the answer that shows that the database still works. */
const PATIENCE = 2000;
/** Milliseconds for which an unresponsive database isn't queried again. */
const PAUSE = 5000;

export type Work = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs reads for as long as the database answers `ask`, a short read. If it doesn't, because its server has stopped or
 * the network is broken, reads fail within four seconds, and for the next five seconds at once.
 */
export function patientReads(ask: () => Promise<unknown>): Work {
  let silentUntil = -Infinity;

  async function answers(): Promise<boolean> {
    const asked = ask();
    const isAnswered = asked.then(
      () => true,
      () => false,
    );
    if ((await settlesInTime(asked)) && (await isAnswered)) return true;
    silentUntil = performance.now() + PAUSE;
    return false;
  }

  return async (work) => {
    if (performance.now() < silentUntil) throw new Error('the database doesn’t answer');
    const result = work();
    while (!(await settlesInTime(result))) {
      if (!(await answers())) throw new Error('the database doesn’t answer');
    }
    return result;
  };
}

/** Whether a promise resolves or rejects within PATIENCE. */
function settlesInTime(promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, PATIENCE, false).unref();
    const settle = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settle, settle);
  });
}
