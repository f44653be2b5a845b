import type { Call, CallLocation } from '../../domain/call.js';
import { asError } from '../schema/values-or-errors.js';

/** A call by its key `uuid startedAt`, in a workspace that may have it. */
export type CallStart = Pick<Call, 'workspace' | 'uuid' | 'startedAt'>;
export type CallUuid = Pick<CallLocation, 'workspace' | 'uuid'>;

/**
 * The calls of these keys, in the same order; an Error for each key of a workspace whose provider fails. null for a
 * call with another time than its key, because another key of the operation may have the same uuid.
 */
export async function callsOf<Key extends CallUuid>(
  keys: readonly Key[],
  find: (workspace: string, keys: readonly Key[]) => Promise<ReadonlyMap<string, Call>> | undefined,
  hasTimeOf: (call: Call, key: Key) => boolean,
): Promise<(Call | null | Error)[]> {
  const groups = Map.groupBy(keys, ({ workspace }) => workspace);
  const found = new Map<string, ReadonlyMap<string, Call> | Error>();
  await Promise.all(
    groups.entries().map(async ([workspace, group]) => {
      const calls = await find(workspace, group)?.catch(asError);
      if (calls !== undefined) found.set(workspace, calls);
    }),
  );
  return keys.map((key) => {
    const calls = found.get(key.workspace);
    if (calls instanceof Error) return calls;
    const call = calls?.get(key.uuid);
    return call !== undefined && hasTimeOf(call, key) ? call : null;
  });
}
