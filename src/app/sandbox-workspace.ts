import { SANDBOX_ID } from '../config/schema/settings-schema.js';
import type { ArchiveSettings } from '../config/settings.js';
import type { WorkspaceSettings } from '../config/workspace-settings.js';
import type { Sandbox } from '../sandbox/sandbox.js';

/** Short enough to show subscribers a new call soon. */
const SECONDS_BETWEEN_ARRIVALS = 20;

/** Kept in memory while the process lives. Holds the calls of the documentation's examples, and the latest year. */
export const SANDBOX_ARCHIVE: ArchiveSettings = {
  engine: { kind: 'sqlite', path: ':memory:' },
  since: '2025-10-01',
  requestsPerMinute: 600,
  keepDays: null,
};

/** Milliseconds until the archive is opened, so that the first response comes sooner. */
export const SANDBOX_ARCHIVE_DELAY = 3000;

/** Starts a separate sandbox for each workspace. Its company has the workspace's name, unless that is `sandbox`. */
export async function startSandboxWorkspaces(ids: readonly string[]) {
  // Imported only if it is served, because loading it takes time at startup.
  const { startSandbox } = await import('../sandbox/sandbox.js');
  const sandboxes = await Promise.all(
    ids.map((id, index) =>
      startSandbox({
        seed: index + 1,
        now: () => new Date(),
        arrivals: SECONDS_BETWEEN_ARRIVALS,
        ...(id === SANDBOX_ID ? {} : { company: id }),
      }),
    ),
  );
  return {
    workspaces: sandboxes.map((sandbox, index) => sandboxWorkspace(sandbox, ids[index])),
    close: async () => {
      await Promise.all(sandboxes.map((sandbox) => sandbox.close()));
    },
  };
}

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
