import { requireScopeOf } from '../authorization/requires-scope.js';
import type { GraphContext } from '../loading/context.js';
import { workspaceOfId, type GlobalId } from './global-id.js';
import type { Entity } from './node.type.js';

/**
 * The entity of a global id; null if it doesn't exist or the caller may not see its workspace. FORBIDDEN without the
 * type's scope.
 */
export async function loadEntity(id: GlobalId, context: GraphContext): Promise<Entity | null> {
  const { caller, loaders, workspaces, missingWorkspace } = context;
  requireScopeOf(id.kind, caller);
  const workspace = workspaceOfId(id);
  if (!workspaces.has(workspace)) {
    missingWorkspace(workspace);
    return null;
  }
  switch (id.kind) {
    case 'Extension':
      return (await loaders.extensionsByWorkspace.load(id.workspace))?.bySip(id.sip) ?? null;
    case 'Client': {
      const client = await loaders.clientByWorkspace.load(id.workspace);
      return client?.clientId === id.clientId ? client : null;
    }
    case 'Call':
      return loaders.callByLocation.load(id);
    case 'Note':
      return (await loaders.notesByCall.load(id.call)).find(({ uuid }) => uuid === id.uuid) ?? null;
  }
}
