import DataLoader from 'dataloader';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallLocation } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';
import { inTurn } from '../../domain/operation/turns.js';
import type { CallHistory, Workspace } from '../../domain/sources.js';
import { ExtensionDirectory } from '../../domain/extension-directory.js';
import { beganAt, callsOf, type CallStart, type CallUuid, isLocatedAt } from './find-calls.js';
import { LazyDataLoader } from './lazy-data-loader.js';
import { createLoader, type Loader, type WatchLoad } from './loader.js';
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
  readonly callByLocation: Pick<LazyDataLoader<CallLocation, Call | null>, 'load' | 'prime'>;
  readonly callByStart: Pick<DataLoader<CallStart, Call | null>, 'load'>;
  /** Fails with CallNotLocatedError if the call can't be located. */
  readonly callByUuid: Loader<CallUuid, Call | null>;
  readonly notesByCall: Loader<CallLocation, readonly Note[]>;
  /** The workspace's call history, opened once. */
  readonly callHistory: (workspace: string) => CallHistory | null;
}

const directories = new WeakMap<readonly Extension[], ExtensionDirectory>();

/** The loaders of one operation of this caller; `watchLoad` observes their asynchronous loads. */
export function createLoaders(
  workspaces: ReadonlyMap<string, Workspace>,
  scope: OperationScope,
  caller: object,
  watchLoad: WatchLoad | null = null,
): Loaders {
  return new OperationLoaders(workspaces, scope, caller, watchLoad);
}

/** Each loader is created when it is first asked for: an operation needs few of them. */
class OperationLoaders implements Loaders {
  #clients: Loaders['clientByWorkspace'] | null = null;
  #extensions: Loaders['extensionsByWorkspace'] | null = null;
  #agents: Loaders['extensionByAgentNumber'] | null = null;
  #locations: Loaders['callByLocation'] | null = null;
  #starts: Loaders['callByStart'] | null = null;
  #uuids: Loaders['callByUuid'] | null = null;
  #notes: Loaders['notesByCall'] | null = null;
  readonly #histories = new Map<string, CallHistory | null>();
  readonly callHistory = (workspace: string) => this.#history(workspace);

  constructor(
    private readonly workspaces: ReadonlyMap<string, Workspace>,
    private readonly scope: OperationScope,
    private readonly caller: object,
    private readonly watchLoad: WatchLoad | null,
  ) {}

  get clientByWorkspace(): Loaders['clientByWorkspace'] {
    return (this.#clients ??= createLoader(
      (id) => inTurn(this.caller, this.workspaces.get(id)?.client?.client(this.scope) ?? null),
      (id) => id,
      () => '',
      this.#watch('clientByWorkspace'),
    ));
  }

  get extensionsByWorkspace(): Loaders['extensionsByWorkspace'] {
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

  get extensionByAgentNumber(): Loaders['extensionByAgentNumber'] {
    return (this.#agents ??= createLoader(
      (agent) => this.#extensionOf(agent),
      ({ workspace }) => workspace,
      ({ internalNumber }) => internalNumber,
      this.#watch('extensionByAgentNumber'),
    ));
  }

  get callByLocation(): Loaders['callByLocation'] {
    return (this.#locations ??= new LazyDataLoader(
      () =>
        new DataLoader(
          (locations) => {
            const calls = callsOf(locations, (workspace, group) => this.#history(workspace)?.find(group));
            this.watchLoad?.('callByLocation', locations.length, calls);
            return calls.then((found) => found.map((call, index) => isLocatedAt(call, locations[index])));
          },
          { cacheKeyFn: ({ workspace, uuid, localDate }) => `${workspace} ${uuid} ${localDate}` },
        ),
    ));
  }

  get callByStart(): Loaders['callByStart'] {
    return (this.#starts ??= new DataLoader(
      (starts) => {
        const calls = callsOf(starts, (workspace, group) => this.#history(workspace)?.findAt(group));
        this.watchLoad?.('callByStart', starts.length, calls);
        return calls.then((found) => found.map((call, index) => beganAt(call, starts[index])));
      },
      { cacheKeyFn: ({ workspace, uuid, startedAt }) => `${workspace} ${uuid} ${String(startedAt)}` },
    ));
  }

  get callByUuid(): Loaders['callByUuid'] {
    return (this.#uuids ??= createLoader(
      ({ workspace, uuid }: CallUuid) => this.#history(workspace)?.findByUuid(uuid) ?? null,
      ({ workspace }) => workspace,
      ({ uuid }) => uuid,
      this.#watch('callByUuid'),
    ));
  }

  get notesByCall(): Loaders['notesByCall'] {
    return (this.#notes ??= createLoader(
      (call: CallLocation) => this.#history(call.workspace)?.notes(call) ?? [],
      ({ workspace }) => workspace,
      ({ uuid, localDate }) => `${uuid} ${localDate}`,
      this.#watch('notesByCall'),
    ));
  }

  #history(workspace: string): CallHistory | null {
    let history = this.#histories.get(workspace);
    if (history === undefined) {
      const opened = this.workspaces.get(workspace)?.calls?.openHistory(this.scope) ?? null;
      history = opened && turnTakingHistory(opened, this.caller);
      this.#histories.set(workspace, history);
    }
    return history;
  }

  #extensionOf({ workspace, internalNumber }: AgentNumber): Awaitable<Extension | null> {
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
