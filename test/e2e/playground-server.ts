import { pino } from 'pino';
import type { Settings } from '../../src/config/settings.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { createServer } from '../../src/server/create-server.js';
import { openWorkspaces } from '../../src/server/open-workspaces.js';

export interface RunningServer {
  /** Without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Switchboard on a free port of 127.0.0.1, over a sandbox whose calls end at `now`. */
export async function startServer(now: Date): Promise<RunningServer> {
  const logger = pino({ level: 'silent' });
  const sandbox = await startSandbox({ now });
  const settings = settingsFor(sandbox);
  const opened = openWorkspaces(settings, logger);
  const server = await createServer(settings, opened.workspaces, logger);
  const url = await server.listen(settings.server);
  return {
    url,
    async close() {
      await server.close();
      opened.close();
      await sandbox.close();
    },
  };
}

function settingsFor({ credentials, voicenterUrl, ringmeUrl, ccrmUrl }: Sandbox): Settings {
  return {
    server: { host: '127.0.0.1', port: 0 },
    upstream: { attemptTimeout: 2, deadline: 8, maxBody: 16 * 1024 * 1024 },
    workspaces: [
      {
        id: 'sandbox',
        voicenter: { url: new URL(voicenterUrl), code: credentials.voicenterCode, showAll: true },
        ringme: {
          url: new URL(ringmeUrl),
          clientId: '@me',
          auth: { kind: 'token', token: credentials.ringmeToken },
        },
        ccrm: { url: new URL(ccrmUrl), token: credentials.ccrmToken, timezone: 'Europe/Warsaw' },
      },
    ],
  };
}
