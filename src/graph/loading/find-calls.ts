import type { Call, CallLocation } from '../../domain/call.js';
import { asError } from '../schema/values-or-errors.js';

/** A call by its key `uuid startedAt`, in a workspace that may have it. */
export type CallStart = Pick<Call, 'workspace' | 'uuid' | 'startedAt'>;
export type CallUuid = Pick<CallLocation, 'workspace' | 'uuid'>;

/** The calls of these keys, in their order; a workspace whose provider fails doesn't fail the others. */
export async function callsOf<Key extends CallUuid>(
  keys: readonly Key[],
  find: (workspace: string, keys: readonly Key[]) => Promise<ReadonlyMap<string, Call>> | undefined,
): Promise<(Call | null | Error)[]> {
  const groups = Map.groupBy(keys, ({ workspace }) => workspace);
  const found = new Map<string, ReadonlyMap<string, Call> | Error>();
  await Promise.all(
    groups.entries().map(async ([workspace, group]) => {
      const calls = await find(workspace, group)?.catch(asError);
      if (calls !== undefined) found.set(workspace, calls);
    }),
  );
  return keys.map(({ workspace, uuid }) => {
    const calls = found.get(workspace);
    return calls instanceof Error ? calls : (calls?.get(uuid) ?? null);
  });
}

/** null if the call has another date: another key of the same operation may have found one of the same uuid. */
export function isLocatedAt(
  found: Call | null | Error,
  location: CallLocation | undefined,
): Call | null | Error {
  return found === null || found instanceof Error || found.localDate === location?.localDate ? found : null;
}

/** null if the call began at another time: another key of the same operation may have found one of the same uuid. */
export function beganAt(found: Call | null | Error, start: CallStart | undefined): Call | null | Error {
  return found === null || found instanceof Error || found.startedAt === start?.startedAt ? found : null;
}
