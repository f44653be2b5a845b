import { ArgsType, Field, ID } from 'type-graphql';
import type { Workspace } from '../../domain/sources.js';
import { badUserInput } from './bad-user-input.js';
import type { GraphContext } from '../loading/context.js';

const NONE = 'the caller may see none: its key or token lists none that is configured';

/** The argument, or the input's field, that names a workspace. */
export function WorkspaceArgument(): PropertyDecorator {
  return Field(() => ID, {
    nullable: true,
    description: 'Optional for callers who see exactly one workspace.',
  });
}

/** The arguments of a field that reads one workspace. */
@ArgsType()
export class WorkspaceArgs {
  @WorkspaceArgument()
  declare readonly workspace: string | null | undefined;
}

/** The named workspace, or the only one that the caller may see; otherwise BAD_USER_INPUT. */
export function workspaceOf(
  { workspaces }: Pick<GraphContext, 'workspaces'>,
  id: string | null | undefined,
): Workspace {
  if (workspaces.size === 0) throw badUserInput('workspace', NONE);
  const visible = [...workspaces.keys()].join(', ');
  if (id === null || id === undefined) {
    const [only, ...others] = workspaces.values();
    if (only !== undefined && others.length === 0) return only;
    throw badUserInput('workspace', `must be given, one of: ${visible}`);
  }
  const workspace = workspaces.get(id);
  if (workspace === undefined) throw badUserInput('workspace', `must be one of: ${visible}`);
  return workspace;
}
