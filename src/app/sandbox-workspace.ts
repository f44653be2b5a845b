import { SANDBOX_ID } from '../config/sandbox-id.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import type { Sandbox } from '../sandbox/sandbox.js';

/** A workspace whose three providers are the sandbox. */
export function sandboxWorkspace(sandbox: Sandbox, id = SANDBOX_ID): WorkspaceSettings {
  const { credentials } = sandbox;
  return {
    id,
    country: 'PL',
    voicenter: { url: new URL(sandbox.voicenterUrl), code: credentials.voicenterCode, showAll: true },
    ringme: {
      url: new URL(sandbox.ringmeUrl),
      clientId: '@me',
      auth: { kind: 'token', token: credentials.ringmeToken },
    },
    ccrm: { url: new URL(sandbox.ccrmUrl), token: credentials.ccrmToken, timezone: 'Europe/Warsaw' },
  };
}
