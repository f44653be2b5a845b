/** Milliseconds to wait for a result, and then for the response to a ping. */
const TIMEOUT = 2000;
/** Milliseconds for which an unresponsive database isn't queried again. */
const COOLDOWN = 5000;

/** Runs a piece of work and returns its result. */
export type Work = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Runs reads for as long as the database responds to `ping`, a short read. If it doesn't, because its server has
 * stopped or the network is broken, reads fail within four seconds, and for the next five seconds at once.
 */
export function readsWhileAlive(ping: () => Promise<unknown>): Work {
  let silentUntil = -Infinity;

  async function isAlive(): Promise<boolean> {
    const pinged = ping();
    const hasResponded = pinged.then(
      () => true,
      () => false,
    );
    if ((await settlesInTime(pinged)) && (await hasResponded)) return true;
    silentUntil = performance.now() + COOLDOWN;
    return false;
  }

  return async (work) => {
    if (performance.now() < silentUntil) throw new Error('the database doesn’t respond');
    const result = work();
    while (!(await settlesInTime(result))) {
      if (!(await isAlive())) throw new Error('the database doesn’t respond');
    }
    return result;
  };
}

/** Whether a promise resolves or rejects within TIMEOUT. */
function settlesInTime(promise: Promise<unknown>): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, TIMEOUT, false).unref();
    const settle = () => {
      clearTimeout(timer);
      resolve(true);
    };
    promise.then(settle, settle);
  });
}
