import { isRefusal } from '../domain/operation/stale.js';

/**
 * The result of `send`, which reads the credentials itself. Calls it a second time if the provider rejected credentials
 * that have been replaced since, or answered them with a result that `mayBeRejection`.
 */
export async function resentIfReplaced<T>(
  credentials: () => unknown,
  send: () => Promise<T>,
  mayBeRejection: (result: T) => boolean = () => false,
): Promise<T> {
  const sent = credentials();
  try {
    const result = await send();
    if (credentials() === sent || !mayBeRejection(result)) return result;
  } catch (error) {
    if (credentials() === sent || !isRefusal(error)) throw error;
  }
  return send();
}
