import { wordsOf } from './document/setting-values.js';

/** The id of the sandbox's workspace unless `sandbox.workspaces` names others. */
export const SANDBOX_ID = 'sandbox';

/** The ids of the workspaces that the sandbox makes up, at least one; `section` is null if the settings have none. */
export function sandboxIdsOf(section: { readonly workspaces: unknown } | null): readonly string[] {
  return wordsOf(section?.workspaces) ?? [SANDBOX_ID];
}
