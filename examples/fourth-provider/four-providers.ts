import { createServer } from '../../src/app/create-server.js';
import { openWorkspaces } from '../../src/app/open-workspaces.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { loadSettings } from '../../src/config/load-settings.js';
import { silentLogger } from '../../src/observability/log.js';
import { PROVIDER_MODULES } from '../../src/providers/registry.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { startToyApi } from './toy-api.js';
import { toy, type ToyWorkspace } from './toy.provider.js';

export interface FourProviders {
  /** The address of `/graphql`. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Starts a Switchboard that reads extensions from the toy API, and the client and calls from the sandbox. Rejects with a
 * SettingsError if the port is invalid.
 */
export async function startFourProviders(port: number): Promise<FourProviders> {
  // Only settings of the server. The workspace's replace those that a registered provider has in src/config.
  const settings = loadSettings({ PORT: String(port), SERVER_PLAYGROUND: 'false' });
  const [api, sandbox] = await Promise.all([startToyApi(), startSandbox()]);
  const workspace: ToyWorkspace = {
    ...sandboxWorkspace(sandbox),
    voicenter: null,
    toy: { url: api.url, key: api.key },
  };
  const logger = silentLogger();
  const open = openWorkspaces({ ...settings, workspaces: [workspace] }, logger, {
    providers: [...Object.values(PROVIDER_MODULES), toy],
  });
  const server = await createServer(settings, open.workspaces, logger);

  async function close(): Promise<void> {
    await server.close();
    await open.close();
    await Promise.all([api.close(), sandbox.close()]);
  }

  try {
    return { url: `${await server.listen(settings.server)}/graphql`, close };
  } catch (error) {
    await close();
    throw error;
  }
}
