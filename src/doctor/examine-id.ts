import { decodeGlobalId, workspaceOfId } from '../graph/global-id.js';

/** What a global id says, as `switchboard doctor --id` prints it: keys are added, never changed. */
export interface IdReport {
  /** The entity's type; null for what is no id of this graph. */
  readonly type: string | null;
  readonly workspace: string | null;
  /** Whether the settings have that workspace; an id of another one answers null. */
  readonly configured: boolean;
  /** The same for people. */
  readonly text: string;
}

/** Reads a global id beside the ids of the configured workspaces; no provider is asked. */
export function examineId(text: string, configured: readonly string[]): IdReport {
  const id = decodeGlobalId(text);
  if (id === null) {
    return { type: null, workspace: null, configured: false, text: 'This is no id of this graph.' };
  }
  const workspace = workspaceOfId(id);
  const isConfigured = configured.includes(workspace);
  const article = id.type === 'Extension' ? 'an' : 'a';
  const what = `The id of ${article} ${id.type} in the workspace ${workspace}`;
  const missing =
    `${what}, which is not configured: it answers null. Configured: ${configured.join(', ')}. ` +
    'Give the workspace that name again (`workspaces.id`, or WORKSPACE_ID), or have stored ids read anew.';
  return {
    type: id.type,
    workspace,
    configured: isConfigured,
    text: isConfigured ? `${what}, which is configured.` : missing,
  };
}
