import type { SettingsSections, Switchboard } from '../../src/index.js';
import { createSwitchboard } from '../../src/index.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.js';

/** Switchboard embedded in another program, with a sandbox as its providers. */
export interface Embedded extends AsyncDisposable {
  readonly switchboard: Switchboard;
  readonly sandbox: Sandbox;
}

export async function embed(
  data: SandboxOptions['data'] = {},
  sections: SettingsSections = {},
): Promise<Embedded> {
  const sandbox = await startSandbox({ data });
  const { voicenterUrl, ringmeUrl, ccrmUrl, credentials } = sandbox;
  const workspace = {
    id: 'acme',
    voicenter: { url: voicenterUrl, code: credentials.voicenterCode },
    ringme: { url: ringmeUrl, token: credentials.ringmeToken },
    ccrm: { url: ccrmUrl, token: '${CCRM_TOKEN}', timezone: 'Europe/Warsaw' },
  };
  const switchboard = await createSwitchboard({
    settings: { workspaces: [workspace], ...sections },
    environment: { CCRM_TOKEN: credentials.ccrmToken },
  });
  return {
    switchboard,
    sandbox,
    async [Symbol.asyncDispose]() {
      await switchboard.close();
      await sandbox.close();
    },
  };
}
