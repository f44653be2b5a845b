import DataLoader from 'dataloader';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallLocation, InternalNumber } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';
import { inTurn } from '../../domain/operation/turns.js';
import type { CallHistory, Workspace } from '../../domain/sources.js';
import { ExtensionDirectory } from '../../domain/extension-directory.js';
import { callsOf, type CallStart, type CallUuid } from './find-calls.js';
import { LazyDataLoader } from './lazy-data-loader.js';
import { createLoader, type Loader, type WatchLoad } from './loader.js';
import { turnTakingHistory } from './turn-taking-history.js';

const directories = new WeakMap<readonly Extension[], ExtensionDirectory>();

/**
 * Loads everything that one operation of a caller reads, once. Created per request: sharing loaders would show one
 * caller's data to another and hide later changes. A missing workspace or provider loads as null, its notes as an empty
 * list. Each loader is created on first use, because an operation needs only a few of them.
 */
export class Loaders {
  #clients: Loader<string, Client | null> | null = null;
  #extensions: Loader<string, ExtensionDirectory | null> | null = null;
  #agents: Loader<InternalNumber, Extension | null> | null = null;
  #locations: LazyDataLoader<CallLocation, Call | null> | null = null;
  #starts: DataLoader<CallStart, Call | null, string> | null = null;
  #uuids: Loader<CallUuid, Call | null> | null = null;
  #notes: Loader<CallLocation, readonly Note[]> | null = null;
  readonly #histories = new Map<string, CallHistory | null>();

  /** `watchLoad` observes asynchronous loads. */
  constructor(
    private readonly workspaces: ReadonlyMap<string, Workspace>,
    private readonly scope: OperationScope,
    private readonly caller: object,
    private readonly watchLoad: WatchLoad | null = null,
  ) {}

  get clientByWorkspace(): Loader<string, Client | null> {
    return (this.#clients ??= createLoader(
      (id) => inTurn(this.caller, this.workspaces.get(id)?.client?.client(this.scope) ?? null),
      (id) => id,
      () => '',
      this.#watch('clientByWorkspace'),
    ));
  }

  get extensionsByWorkspace(): Loader<string, ExtensionDirectory | null> {
    return (this.#extensions ??= createLoader(
      (id) => {
        const source = this.workspaces.get(id)?.extensions ?? null;
        return source && whenReady(inTurn(this.caller, source.extensions(this.scope)), directoryOf);
      },
      (id) => id,
      () => '',
      this.#watch('extensionsByWorkspace'),
    ));
  }

  get extensionByAgentNumber(): Loader<InternalNumber, Extension | null> {
    return (this.#agents ??= createLoader(
      (agent) => this.#extensionOf(agent),
      ({ workspace }) => workspace,
      ({ internalNumber }) => internalNumber,
      this.#watch('extensionByAgentNumber'),
    ));
  }

  get callByLocation(): Pick<LazyDataLoader<CallLocation, Call | null>, 'load' | 'prime'> {
    return (this.#locations ??= new LazyDataLoader(
      () =>
        new DataLoader(
          (locations) => {
            const find = (workspace: string, group: readonly CallLocation[]) =>
              this.callHistory(workspace)?.find(group);
            const calls = callsOf(locations, find, (call, { localDate }) => call.localDate === localDate);
            this.watchLoad?.('callByLocation', locations.length, calls);
            return calls;
          },
          { cacheKeyFn: ({ workspace, uuid, localDate }) => `${workspace} ${uuid} ${localDate}` },
        ),
    ));
  }

  get callByStart(): Pick<DataLoader<CallStart, Call | null>, 'load'> {
    return (this.#starts ??= new DataLoader(
      (starts) => {
        const find = (workspace: string, group: readonly CallStart[]) =>
          this.callHistory(workspace)?.findAt(group);
        const calls = callsOf(starts, find, (call, { startedAt }) => call.startedAt === startedAt);
        this.watchLoad?.('callByStart', starts.length, calls);
        return calls;
      },
      { cacheKeyFn: ({ workspace, uuid, startedAt }) => `${workspace} ${uuid} ${String(startedAt)}` },
    ));
  }

  /** Fails with CallNotLocatedError if the call can't be located. */
  get callByUuid(): Loader<CallUuid, Call | null> {
    return (this.#uuids ??= createLoader(
      ({ workspace, uuid }: CallUuid) => this.callHistory(workspace)?.findByUuid(uuid) ?? null,
      ({ workspace }) => workspace,
      ({ uuid }) => uuid,
      this.#watch('callByUuid'),
    ));
  }

  get notesByCall(): Loader<CallLocation, readonly Note[]> {
    return (this.#notes ??= createLoader(
      (call: CallLocation) => this.callHistory(call.workspace)?.notes(call) ?? [],
      ({ workspace }) => workspace,
      ({ uuid, localDate }) => `${uuid} ${localDate}`,
      this.#watch('notesByCall'),
    ));
  }

  /** The workspace's call history, opened once. */
  callHistory(workspace: string): CallHistory | null {
    let history = this.#histories.get(workspace);
    if (history === undefined) {
      const opened = this.workspaces.get(workspace)?.calls?.openHistory(this.scope) ?? null;
      history = opened && turnTakingHistory(opened, this.caller);
      this.#histories.set(workspace, history);
    }
    return history;
  }

  #extensionOf({ workspace, internalNumber }: InternalNumber): Awaitable<Extension | null> {
    return whenReady(this.extensionsByWorkspace.load(workspace), (directory) => {
      if (directory?.needsPlan(internalNumber) !== true) {
        return directory?.byInternalNumber(internalNumber, null) ?? null;
      }
      return whenReady(this.clientByWorkspace.load(workspace), (plan) =>
        directory.byInternalNumber(internalNumber, plan),
      );
    });
  }

  #watch(loader: keyof Loaders): ((loading: Promise<unknown>) => void) | undefined {
    const { watchLoad } = this;
    return watchLoad === null ? undefined : (loading) => watchLoad(loader, 1, loading);
  }
}

/** Indexes a list once, even if several operations share it. */
function directoryOf(extensions: readonly Extension[]): ExtensionDirectory {
  const directory = directories.get(extensions) ?? new ExtensionDirectory(extensions);
  directories.set(extensions, directory);
  return directory;
}
