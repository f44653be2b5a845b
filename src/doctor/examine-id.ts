/**
 * The contents of a decoded global id, null if invalid, as `switchboard doctor --id` prints them: keys are added, never
 * changed. `type`: the entity's type; null if the text isn't an id of this graph. `configured`: whether the workspace is
 * configured; otherwise the id resolves to null. `text`: the same for people. Sends no requests.
 */
export function examineId(
  id: { readonly type: string; readonly workspace: string } | null,
  configured: readonly string[],
) {
  if (id === null) {
    return { type: null, workspace: null, configured: false, text: 'This is not an id of this graph.' };
  }
  const { type, workspace } = id;
  const isConfigured = configured.includes(workspace);
  const article = type === 'Extension' ? 'an' : 'a';
  const what = `The id of ${article} ${type} in the workspace ${workspace}`;
  const missing =
    `${what}, which is not configured, so it resolves to null. Configured: ${configured.join(', ')}. ` +
    'Restore the workspace’s id (`workspaces.id` or WORKSPACE_ID), or fetch stored ids again.';
  return {
    type,
    workspace,
    configured: isConfigured,
    text: isConfigured ? `${what}, which is configured.` : missing,
  };
}
