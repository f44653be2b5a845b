import type { Logger } from 'pino';
import type { Settings } from '../config/settings.js';
import { type OpenOptions, type OpenWorkspaces, openWorkspaces } from './open-workspaces.js';
import { SANDBOX_ARCHIVE, SANDBOX_ARCHIVE_DELAY, startSandboxWorkspaces } from './sandbox-workspace.js';

export interface OpenSources extends OpenWorkspaces {
  /** Whether the data are made up because no provider is configured. */
  readonly isSandbox: boolean;
}

/** Connects the configured workspaces with their providers or, if there are none, the sandbox's with the sandbox. */
export async function openSources(
  settings: Settings,
  logger: Logger,
  options: OpenOptions,
): Promise<OpenSources> {
  const isSandbox = settings.workspaces.length === 0;
  const sandbox = isSandbox ? await startSandboxWorkspaces(settings.sandbox.workspaces) : null;
  const { workspaces } = sandbox ?? settings;
  const archive = settings.archive ?? (isSandbox ? SANDBOX_ARCHIVE : null);
  const archiveDelay = archive === SANDBOX_ARCHIVE ? SANDBOX_ARCHIVE_DELAY : 0;
  const open = openWorkspaces({ ...settings, workspaces, archive }, logger, { ...options, archiveDelay });
  return {
    ...open,
    isSandbox,
    async close() {
      await open.close();
      await sandbox?.close();
    },
  };
}
