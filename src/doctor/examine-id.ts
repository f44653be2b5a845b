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

/** Judges what a global id names, null if it is none, by the ids of the configured workspaces; no provider is asked. */
export function examineId(
  id: { readonly type: string; readonly workspace: string } | null,
  configured: readonly string[],
): IdReport {
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
