import type { GraphQLError } from 'graphql';
import type { OperationScope } from '../../domain/operation/operation-scope.js';
import type { Caller } from '../../domain/caller.js';
import type { Workspace } from '../../domain/sources.js';
import type { Loaders } from './loaders.js';

/** The context that the resolvers of one operation share; created per request. */
export interface GraphContext {
  /** The workspaces that the caller may see, by id. */
  readonly workspaces: ReadonlyMap<string, Workspace>;
  readonly caller: Caller;
  readonly loaders: Loaders;
  /** Reports a workspace that a global id names but the caller may not see. */
  readonly missingWorkspace: (id: string) => void;
  /** Adds an error to the response without affecting its data. */
  readonly report: (error: GraphQLError) => void;
  /** Ends when the operation's deadline passes or the caller disconnects. */
  readonly scope: OperationScope;
}
