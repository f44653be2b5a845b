import { pino } from 'pino';
import type { Settings } from '../config/settings.js';
import { startSandbox } from '../sandbox/sandbox.js';
import { createServer } from './create-server.js';
import { openWorkspaces } from './open-workspaces.js';
import { sandboxWorkspace } from './sandbox-workspace.js';

export interface Running {
  /** The address that is listened on, without a slash at the end. */
  readonly url: string;
  /** Whether the data are made: no provider is configured. */
  readonly sandbox: boolean;
  /** Answers what was accepted, then closes everything. */
  close(): Promise<void>;
}

/** Serves the configured workspaces, or, where there are none, the sandbox; logs to standard output. */
export async function serve(settings: Settings): Promise<Running> {
  const logger = pino({ base: null });
  const sandbox = settings.workspaces.length === 0 ? await startSandbox({ now: () => new Date() }) : null;
  const workspaceSettings = sandbox === null ? settings.workspaces : [sandboxWorkspace(sandbox)];
  const open = openWorkspaces({ ...settings, workspaces: workspaceSettings }, logger);
  const server = await createServer(settings, open.workspaces, logger);

  async function closeAll(): Promise<void> {
    await server.close();
    open.close();
    await sandbox?.close();
  }

  try {
    const url = await server.listen(settings.server);
    return { url, sandbox: sandbox !== null, close: closeAll };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
