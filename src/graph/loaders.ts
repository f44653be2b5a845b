import DataLoader from 'dataloader';
import type { Call, CallLocation } from '../domain/call.js';
import type { Client } from '../domain/client.js';
import type { Extension } from '../domain/extension.js';
import type { Note } from '../domain/note.js';
import type { CallHistory, Workspace } from '../domain/sources.js';
import { ExtensionDirectory } from './extension/extension-directory.js';
import { asError, settledItems } from './settled-items.js';

/** An agent's number in a workspace. */
export interface AgentNumber {
  readonly workspace: string;
  readonly internalNumber: string;
}

/**
 * What one operation reads, each thing once. Made afresh for every request: sharing it would show
 * one caller's data to another and never see a change. A workspace or provider that isn't there loads as null.
 */
export interface Loaders {
  readonly clientByWorkspace: DataLoader<string, Client | null>;
  readonly extensionsByWorkspace: DataLoader<string, ExtensionDirectory | null>;
  readonly extensionByAgentNumber: DataLoader<AgentNumber, Extension | null, string>;
  readonly callByLocation: DataLoader<CallLocation, Call | null, string>;
  readonly callByUuid: DataLoader<Pick<CallLocation, 'workspace' | 'uuid'>, Call | null, string>;
  readonly notesByCall: DataLoader<CallLocation, readonly Note[], string>;
  /** The workspace's call history, opened once. */
  readonly callHistory: (workspace: string) => CallHistory | null;
}

export function createLoaders(workspaces: ReadonlyMap<string, Workspace>, signal: AbortSignal): Loaders {
  const histories = new Map<string, CallHistory | null>();

  function callHistory(workspace: string): CallHistory | null {
    let history = histories.get(workspace);
    if (history === undefined) {
      history = workspaces.get(workspace)?.calls?.openHistory(signal) ?? null;
      histories.set(workspace, history);
    }
    return history;
  }

  const clientByWorkspace = eachByKey<string, Client | null>(
    async (id) => (await workspaces.get(id)?.client?.client(signal)) ?? null,
  );

  const extensionsByWorkspace = eachByKey<string, ExtensionDirectory | null>(async (id) => {
    const extensions = await workspaces.get(id)?.extensions?.extensions(signal);
    return extensions === undefined ? null : new ExtensionDirectory(extensions);
  });

  return {
    clientByWorkspace,
    extensionsByWorkspace,

    extensionByAgentNumber: eachByKey<AgentNumber, Extension | null, string>(
      async ({ workspace, internalNumber }) => {
        const directory = await extensionsByWorkspace.load(workspace);
        const plan =
          directory?.needsPlan(internalNumber) === true ? await clientByWorkspace.load(workspace) : null;
        return directory?.byInternalNumber(internalNumber, plan) ?? null;
      },
      ({ workspace, internalNumber }) => `${workspace} ${internalNumber}`,
    ),

    callByLocation: new DataLoader((locations) => callsAt(locations, callHistory), {
      cacheKeyFn: ({ workspace, uuid, localDate }) => `${workspace} ${uuid} ${localDate}`,
    }),

    callByUuid: eachByKey<Pick<CallLocation, 'workspace' | 'uuid'>, Call | null, string>(
      async ({ workspace, uuid }) => (await callHistory(workspace)?.findByUuid(uuid)) ?? null,
      ({ workspace, uuid }) => `${workspace} ${uuid}`,
    ),

    notesByCall: eachByKey<CallLocation, readonly Note[], string>(
      async (call) => (await callHistory(call.workspace)?.notes(call)) ?? [],
      ({ workspace, uuid }) => `${workspace} ${uuid}`,
    ),

    callHistory,
  };
}

/** A loader over something that has no bulk form: one load for each key, a failure fails its own key only. */
function eachByKey<K, V, C = K>(
  load: (key: K) => Promise<V>,
  cacheKeyFn?: (key: K) => C,
): DataLoader<K, V, C> {
  return new DataLoader<K, V, C>(
    (keys) => settledItems(keys.map(load)),
    cacheKeyFn === undefined ? {} : { cacheKeyFn },
  );
}

/** The calls at these locations, in their order; a workspace whose provider fails doesn't fail the others. */
async function callsAt(
  locations: readonly CallLocation[],
  callHistory: (workspace: string) => CallHistory | null,
): Promise<(Call | null | Error)[]> {
  const groups = Map.groupBy(locations, ({ workspace }) => workspace);
  const found = new Map<string, ReadonlyMap<string, Call> | Error>();
  await Promise.all(
    groups.entries().map(async ([workspace, group]) => {
      const calls = await callHistory(workspace)?.find(group).catch(asError);
      if (calls !== undefined) found.set(workspace, calls);
    }),
  );
  return locations.map(({ workspace, uuid }) => {
    const calls = found.get(workspace);
    return calls instanceof Error ? calls : (calls?.get(uuid) ?? null);
  });
}
