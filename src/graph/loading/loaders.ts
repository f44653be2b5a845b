import type DataLoader from 'dataloader';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import { whenReady, type Awaitable } from '../../domain/awaitable.js';
import type { Call, CallLocation, InternalNumber } from '../../domain/call.js';
import type { Client } from '../../domain/client.js';
import type { Extension } from '../../domain/extension.js';
import type { Note } from '../../domain/note.js';
import { inTurn } from '../../domain/operation/turns.js';
import type { CallHistory, Workspace } from '../../domain/sources.js';
import { ExtensionDirectory } from '../../domain/extension-directory.js';
import { createCallLoader, type CallKey } from './call-loader.js';
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
  #locations: DataLoader<CallLocation, Call | null, string> | null = null;
  #starts: DataLoader<CallKey<'startedAt'>, Call | null, string> | null = null;
  #uuids: Loader<Pick<Call, 'workspace' | 'uuid'>, Call | null> | null = null;
  /** The calls that have been read before `callByLocation` is first used, which most operations never do. */
  readonly #primed: Call[] = [];
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

  get callByLocation(): DataLoader<CallLocation, Call | null, string> {
    if (this.#locations === null) {
      this.#locations = createCallLoader(
        'localDate',
        (workspace, keys) => this.callHistory(workspace)?.find(keys),
        this.#watch('callByLocation'),
      );
      for (const call of this.#primed) this.#locations.prime(call, call);
    }
    return this.#locations;
  }

  get callByStart(): DataLoader<CallKey<'startedAt'>, Call | null, string> {
    return (this.#starts ??= createCallLoader(
      'startedAt',
      (workspace, keys) => this.callHistory(workspace)?.findAt(keys),
      this.#watch('callByStart'),
    ));
  }

  /** Lets `callByLocation` return this call without a request. */
  primeCall(call: Call): void {
    if (this.#locations === null) this.#primed.push(call);
    else this.#locations.prime(call, call);
  }

  /** Fails with CallNotLocatedError if the call can't be located. */
  get callByUuid(): Loader<Pick<Call, 'workspace' | 'uuid'>, Call | null> {
    return (this.#uuids ??= createLoader(
      ({ workspace, uuid }) => this.callHistory(workspace)?.findByUuid(uuid) ?? null,
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

  #watch(loader: keyof Loaders): ((loading: Promise<unknown>, keys?: number) => void) | undefined {
    const { watchLoad } = this;
    return watchLoad === null ? undefined : (loading, keys = 1) => watchLoad(loader, keys, loading);
  }
}

/** Indexes a list once, even if several operations share it. */
function directoryOf(extensions: readonly Extension[]): ExtensionDirectory {
  const directory = directories.get(extensions) ?? new ExtensionDirectory(extensions);
  directories.set(extensions, directory);
  return directory;
}
