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
  const { extensions, client, callAt, notesByCall } = loaders(workspace);
  switch (id.kind) {
    case 'Extension':
      return (await extensions.load())?.bySip(id.sip) ?? null;
    case 'Client': {
      const found = await client.load();
      return found?.clientId === id.clientId ? found : null;
    }
    case 'Call':
      return callAt(id);
    case 'Note':
      return (await notesByCall.load(id.call)).find(({ uuid }) => uuid === id.uuid) ?? null;
  }
}
