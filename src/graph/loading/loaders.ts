import DataLoader from 'dataloader';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import { beganAt, type Call, type CallKey, type CallLocation } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';
import { inTurn, nextTurn } from '../../domain/operation/turns.js';
import type { CallHistory, Workspace } from '../../domain/sources.js';
import { ExtensionDirectory } from '../../domain/extension-directory.js';
import { asError } from '../schema/values-or-errors.js';
import { Loader, type WatchLoad } from './loader.js';

const directories = new WeakMap<readonly Extension[], ExtensionDirectory>();

/** The loaders of the workspace with this id, whether or not the caller may see one. */
export type Loaders = (workspace: string) => WorkspaceLoaders;

/**
 * Loads everything that one operation of a caller reads, once. Created per request: sharing loaders would show one
 * caller's data to another and hide later changes. `watch` observes asynchronous loads.
 */
export function createLoaders(
  workspaces: ReadonlyMap<string, Workspace>,
  scope: OperationScope,
  caller: object,
  watch: WatchLoad | null = null,
): Loaders {
  const known = new Map<string, WorkspaceLoaders>();

  return (workspace) => {
    const loaders = known.get(workspace);
    if (loaders !== undefined) return loaders;
    const created = createWorkspaceLoaders(workspaces.get(workspace), scope, caller, watch);
    known.set(workspace, created);
    return created;
  };
}

/** Loads the data of one workspace. Without the workspace or a provider, notes are an empty list, anything else null. */
export type WorkspaceLoaders = ReturnType<typeof createWorkspaceLoaders>;

function createWorkspaceLoaders(
  workspace: Workspace | undefined,
  scope: OperationScope,
  caller: object,
  watch: WatchLoad | null,
) {
  const watched = (loader: string) => watch && ((loading: Promise<unknown>) => watch(loader, 1, loading));
  const readCalls = new Map<string, Call>();
  let callByKey: DataLoader<CallKey, Call | null, string> | undefined;
  let opened: CallHistory | null | undefined;

  /** The call history, opened once. */
  function history(): CallHistory | null {
    if (opened === undefined) {
      const source = workspace?.calls?.openHistory(scope) ?? null;
      opened = source && turnTakingHistory(source, caller);
    }
    return opened;
  }

  const client = new Loader<void, Client | null>(
    () => inTurn(caller, workspace?.client?.client(scope) ?? null),
    watched('clientByWorkspace'),
  );
  const extensions = new Loader<void, ExtensionDirectory | null>(() => {
    const listed = workspace?.extensions?.extensions(scope) ?? null;
    return listed && whenReady(inTurn(caller, listed), directoryOf);
  }, watched('extensionsByWorkspace'));
  const extensionOfAgent = new Loader<string, Extension | null>(
    (internalNumber) =>
      whenReady(extensions.load(), (directory) => {
        if (directory === null) return null;
        const plan = directory.needsPlan(internalNumber) ? client.load() : null;
        return whenReady(plan, (known) => directory.byInternalNumber(internalNumber, known));
      }),
    watched('extensionByAgentNumber'),
  );
  /** Fails with CallNotLocatedError if the call can't be located. */
  const callByUuid = new Loader<string, Call | null>(
    (uuid) => history()?.findByUuid(uuid) ?? null,
    watched('callByUuid'),
  );
  const notesByCall = new Loader<CallLocation, readonly Note[]>(
    (call) => history()?.notes(call) ?? [],
    watched('notesByCall'),
  );

  /** The calls of these keys, in their order, or why they can't be read. */
  async function callsOf(keys: readonly CallKey[]): Promise<(Call | null | Error)[]> {
    const finding = history()?.find(keys);
    if (finding !== undefined) watch?.('callByLocation', keys.length, finding);
    const calls = await finding?.catch(asError);
    return keys.map((key) => {
      const call = calls instanceof Error ? calls : calls?.get(key.uuid);
      if (call instanceof Error) return call;
      // Another key of the batch may have the same uuid.
      return call !== undefined && beganAt(call, key) ? call : null;
    });
  }

  /** Found in batches. */
  function callAt(key: CallKey): Awaitable<Call | null> {
    const call = readCalls.get(key.uuid);
    if (call !== undefined && beganAt(call, key)) return call;
    // Created when needed, because most operations don't.
    callByKey ??= new DataLoader(callsOf, {
      cacheKeyFn: (each) => `${each.uuid} ${'startedAt' in each ? each.startedAt : each.localDate}`,
    });
    return callByKey.load(key);
  }

  /** Lets `callAt` return this call without a request. */
  function primeCall(call: Call): void {
    readCalls.set(call.uuid, call);
  }

  return { history, client, extensions, extensionOfAgent, callAt, primeCall, callByUuid, notesByCall };
}

/** Indexes a list once, even if several operations share it. */
function directoryOf(extensions: readonly Extension[]): ExtensionDirectory {
  const directory = directories.get(extensions) ?? new ExtensionDirectory(extensions);
  directories.set(extensions, directory);
  return directory;
}

/** Wraps a call history so that its asynchronous results arrive in the caller's turns of the event loop. */
export function turnTakingHistory(history: CallHistory, caller: object): CallHistory {
  const { summarise } = history;
  return {
    timezone: history.timezone,
    summarise: summarise && ((...request) => inTurns(caller, summarise(...request))),
    walk: (...request) => inTurns(caller, history.walk(...request)),
    count: async (range) => inTurn(caller, history.count(range)),
    find: async (keys) => inTurn(caller, history.find(keys)),
    findByUuid: async (uuid) => inTurn(caller, history.findByUuid(uuid)),
    notes: (call) => inTurn(caller, history.notes(call)),
    archiveStatus: () => history.archiveStatus(),
    searchNotes: async (search) => inTurn(caller, history.searchNotes(search)),
  };
}

async function* inTurns<Part>(caller: object, parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  for await (const part of parts) {
    await nextTurn(caller);
    yield part;
  }
}
