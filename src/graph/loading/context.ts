import type { Caller } from '../../domain/caller.js';
import type { Workspace } from '../../domain/sources.js';
import type { Loaders } from './loaders.js';

/** What every resolver of one operation shares; made afresh for each request. */
export interface GraphContext {
  /** The workspaces that the caller may see, by id. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** Is told of a workspace that a global id names and the caller doesn't see. */
  readonly missingWorkspace: (id: string) => void;
  /** Aborts when the operation's time is up or the caller has gone. */
  readonly signal: AbortSignal;
}
