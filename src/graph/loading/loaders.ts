import DataLoader from 'dataloader';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallLocation } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';
import { inTurn } from '../../domain/operation/turns.js';
import type { CallHistory, Workspace } from '../../domain/sources.js';
import { ExtensionDirectory } from '../../domain/extension-directory.js';
import { createLoader, type Loader, type WatchLoad } from './loader.js';
import { asError } from '../schema/values-or-errors.js';
import { turnTakingHistory } from './turn-taking-history.js';

/** An agent's internal number in a workspace. */
export interface AgentNumber {
  readonly workspace: string;
  readonly internalNumber: string;
}

/**
 * Loads everything that one operation reads, once. Created per request: sharing loaders would show
 * one caller's data to another and hide later changes. A missing workspace or provider loads as null.
 */
export interface Loaders {
  readonly clientByWorkspace: Loader<string, Client | null>;
  readonly extensionsByWorkspace: Loader<string, ExtensionDirectory | null>;
  readonly extensionByAgentNumber: Loader<AgentNumber, Extension | null>;
  readonly callByLocation: DataLoader<CallLocation, Call | null, string>;
  readonly callByStart: DataLoader<CallStart, Call | null, string>;
  /** Fails with CallNotLocatedError if the call can't be located. */
  readonly callByUuid: Loader<CallUuid, Call | null>;
  readonly notesByCall: Loader<CallLocation, readonly Note[]>;
  /** The workspace's call history, opened once. */
  readonly callHistory: (workspace: string) => CallHistory | null;
}

/** A call by its key `uuid startedAt`, in a workspace that may have it. */
type CallStart = Pick<Call, 'workspace' | 'uuid' | 'startedAt'>;
type CallUuid = Pick<CallLocation, 'workspace' | 'uuid'>;

const directories = new WeakMap<readonly Extension[], ExtensionDirectory>();

/** The loaders of one operation of this caller; `watchLoad` observes their asynchronous loads. */
export function createLoaders(
  workspaces: ReadonlyMap<string, Workspace>,
  signal: AbortSignal,
  caller: object,
  watchLoad: WatchLoad | null = null,
): Loaders {
  const histories = new Map<string, CallHistory | null>();
  const watch = (loader: keyof Loaders) =>
    watchLoad === null
      ? undefined
      : (loading: Promise<unknown>) => {
          watchLoad(loader, 1, loading);
        };

  function callHistory(workspace: string): CallHistory | null {
    let history = histories.get(workspace);
    if (history === undefined) {
      const opened = workspaces.get(workspace)?.calls?.openHistory(signal) ?? null;
      history = opened && turnTakingHistory(opened, caller);
      histories.set(workspace, history);
    }
    return history;
  }

  const clientByWorkspace = createLoader<string, Client | null>(
    (id) => inTurn(caller, workspaces.get(id)?.client?.client(signal) ?? null),
    (id) => id,
    watch('clientByWorkspace'),
  );

  const extensionsByWorkspace = createLoader<string, ExtensionDirectory | null>(
    (id) => {
      const source = workspaces.get(id)?.extensions ?? null;
      return source === null ? null : whenReady(inTurn(caller, source.extensions(signal)), directoryOf);
    },
    (id) => id,
    watch('extensionsByWorkspace'),
  );

  function extensionOfAgent({ workspace, internalNumber }: AgentNumber): Awaitable<Extension | null> {
    return whenReady(extensionsByWorkspace.load(workspace), (directory) => {
      if (directory?.needsPlan(internalNumber) !== true) {
        return directory?.byInternalNumber(internalNumber, null) ?? null;
      }
      return whenReady(clientByWorkspace.load(workspace), (plan) =>
        directory.byInternalNumber(internalNumber, plan),
      );
    });
  }

  return {
    clientByWorkspace,
    extensionsByWorkspace,
    extensionByAgentNumber: createLoader(
      extensionOfAgent,
      ({ workspace, internalNumber }) => `${workspace} ${internalNumber}`,
      watch('extensionByAgentNumber'),
    ),
    callByLocation: new DataLoader(
      (locations) => {
        const calls = callsOf(locations, (workspace, group) => callHistory(workspace)?.find(group));
        watchLoad?.('callByLocation', locations.length, calls);
        return calls;
      },
      { cacheKeyFn: ({ workspace, uuid, localDate }) => `${workspace} ${uuid} ${localDate}` },
    ),
    callByStart: new DataLoader(
      (starts) => {
        const calls = callsOf(starts, (workspace, group) => callHistory(workspace)?.findAt(group));
        watchLoad?.('callByStart', starts.length, calls);
        return calls.then((found) => found.map((call, index) => beganAt(call, starts[index])));
      },
      { cacheKeyFn: ({ workspace, uuid, startedAt }) => `${workspace} ${uuid} ${String(startedAt)}` },
    ),
    callByUuid: createLoader(
      ({ workspace, uuid }: CallUuid) => callHistory(workspace)?.findByUuid(uuid) ?? null,
      ({ workspace, uuid }) => `${workspace} ${uuid}`,
      watch('callByUuid'),
    ),
    notesByCall: createLoader(
      (call: CallLocation) => callHistory(call.workspace)?.notes(call) ?? [],
      ({ workspace, uuid, localDate }) => `${workspace} ${uuid} ${localDate}`,
      watch('notesByCall'),
    ),
    callHistory,
  };
}

/** Indexes a list once, even if several operations share it. */
function directoryOf(extensions: readonly Extension[]): ExtensionDirectory {
  const directory = directories.get(extensions) ?? new ExtensionDirectory(extensions);
  directories.set(extensions, directory);
  return directory;
}

/** The calls of these keys, in their order; a workspace whose provider fails doesn't fail the others. */
async function callsOf<Key extends CallUuid>(
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

/** null if the call began at another time: another key of the same operation may have found one of the same uuid. */
function beganAt(found: Call | null | Error, start: CallStart | undefined): Call | null | Error {
  return found === null || found instanceof Error || found.startedAt === start?.startedAt ? found : null;
}
