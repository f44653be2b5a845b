import DataLoader from 'dataloader';
import type { Call } from '../../domain/call.js';
import { asError } from '../schema/values-or-errors.js';

/** A call by its uuid and a time, in a workspace that may have it. */
export type CallKey<Time extends 'localDate' | 'startedAt'> = Pick<Call, 'workspace' | 'uuid' | Time>;

/**
 * Loads calls by their keys in one batch per workspace; a failure of a workspace's provider is the error of its keys.
 * null for a call with another time than its key, because another key of the operation may have the same uuid. `find`
 * returns calls by uuid, or undefined without a call history; `watch` receives each batch.
 */
export function createCallLoader<Time extends 'localDate' | 'startedAt'>(
  time: Time,
  find: (workspace: string, keys: readonly CallKey<Time>[]) => Promise<ReadonlyMap<string, Call>> | undefined,
  watch?: (loading: Promise<unknown>, keys: number) => void,
): DataLoader<CallKey<Time>, Call | null, string> {
  async function load(keys: readonly CallKey<Time>[]): Promise<(Call | null | Error)[]> {
    const found = new Map<string, ReadonlyMap<string, Call> | Error>();
    await Promise.all(
      Map.groupBy(keys, ({ workspace }) => workspace)
        .entries()
        .map(async ([workspace, group]) => {
          const calls = await find(workspace, group)?.catch(asError);
          if (calls !== undefined) found.set(workspace, calls);
        }),
    );
    return keys.map((key) => {
      const calls = found.get(key.workspace);
      if (calls instanceof Error) return calls;
      const call = calls?.get(key.uuid);
      return call !== undefined && call[time] === key[time] ? call : null;
    });
  }

  return new DataLoader(
    (keys) => {
      const calls = load(keys);
      watch?.(calls, keys.length);
      return calls;
    },
    { cacheKeyFn: (key) => `${key.workspace} ${key.uuid} ${String(key[time])}` },
  );
}
