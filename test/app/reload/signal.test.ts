import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { buildProgram, type Program } from '../../support/a-process.js';
import { eventually } from '../../support/eventually.js';
import { accept, COMPLETE, EVERYTHING, rotation } from './a-reloading-switchboard.js';
import { aCall, aClient, anExtension } from '../../support/builders.js';

let program: Program;
let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-settings-'));
  sandbox = await startSandbox({
    data: { extensions: [anExtension()], client: aClient(), calls: [aCall()] },
  });
  program = await buildProgram();
});

afterAll(async () => {
  program.kill();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

// Red if the process doesn't handle the signal, which would end it.
test('SIGHUP reloads the settings file without failing a read', async () => {
  const file = join(folder, 'settings.yaml');
  const write = (number: number) => {
    const { voicenter, ringme, ccrm } = rotation(number);
    const workspace = {
      id: 'acme',
      voicenter: { url: sandbox.voicenterUrl, code: voicenter },
      ringme: { url: sandbox.ringmeUrl, token: ringme },
      ccrm: { url: sandbox.ccrmUrl, token: ccrm },
    };
    const ttl = { extensions: 0, client: 0, notes: 0, recentCalls: 0, closedCalls: 0 };
    const settings = { server: { port: 0 }, workspaces: [workspace], cache: { ttl, maxStale: 0 } };
    return writeFile(file, JSON.stringify(settings));
  };
  accept(sandbox, rotation(0));
  await write(0);
  const switchboard = await program.startWith({ SWITCHBOARD_CONFIG: file });
  const post = () => ask(switchboard.url);
  expect(await post()).toEqual({ data: COMPLETE });

  for (const number of [1, 2, 3]) {
    accept(sandbox, rotation(number - 1), rotation(number));
    await write(number);
    sandbox.clearRequests();
    switchboard.signal('SIGHUP');
    await eventually(async () => {
      expect(await post()).toEqual({ data: COMPLETE });
      return JSON.stringify(sandbox.requests).includes(rotation(number).ccrm);
    });
    accept(sandbox, rotation(number));
    expect(await post()).toEqual({ data: COMPLETE });
  }

  await writeFile(file, 'workspaces: []');
  switchboard.signal('SIGHUP');
  expect(await post()).toEqual({ data: COMPLETE });
});

async function ask(url: string): Promise<unknown> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: EVERYTHING }),
  });
  const answer: unknown = await response.json();
  return answer;
}

/** Replaces a file as Kubernetes does: it never contains only part of the secret. */
async function writeSecret(path: string, secret: string): Promise<void> {
  await writeFile(`${path}.new`, `${secret}\n`);
  await rename(`${path}.new`, path);
}

// Red if secrets are read only at startup, or if SIGHUP ends a process without a settings file.
test.each(['variables', 'a settings file'])(
  'SIGHUP reloads the secret files named by %s',
  async (by) => {
    const secrets = {
      voicenter: join(folder, 'code'),
      ringme: join(folder, 'token'),
      ccrm: join(folder, 'key'),
    };
    const write = async (number: number) => {
      const { voicenter, ringme, ccrm } = rotation(number);
      await writeSecret(secrets.voicenter, voicenter);
      await writeSecret(secrets.ringme, ringme);
      await writeSecret(secrets.ccrm, ccrm);
    };
    const { voicenterUrl, ringmeUrl, ccrmUrl } = sandbox;
    const file = join(folder, 'with-files.yaml');
    const workspace = {
      id: 'acme',
      voicenter: { url: voicenterUrl, code: `\${file:${secrets.voicenter}}` },
      ringme: { url: ringmeUrl, token: `\${file:${secrets.ringme}}` },
      ccrm: { url: ccrmUrl, token: '${CRM_KEY}' },
    };
    const ttl = { extensions: 0, client: 0, notes: 0, recentCalls: 0, closedCalls: 0 };
    await writeFile(
      file,
      JSON.stringify({ server: { port: 0 }, workspaces: [workspace], cache: { ttl, maxStale: 0 } }),
    );
    const variables = {
      PORT: '0',
      VOICENTER_URL: voicenterUrl,
      VOICENTER_CODE_FILE: secrets.voicenter,
      RINGME_URL: ringmeUrl,
      RINGME_TOKEN_FILE: secrets.ringme,
      CCRM_URL: ccrmUrl,
      CCRM_TOKEN_FILE: secrets.ccrm,
      CACHE_MAX_STALE: '0',
      CACHE_RESPONSES: 'false',
      ...Object.fromEntries(
        ['EXTENSIONS', 'CLIENT', 'NOTES', 'RECENT_CALLS', 'CLOSED_CALLS'].map((name) => [
          `CACHE_TTL_${name}`,
          '0',
        ]),
      ),
    };
    accept(sandbox, rotation(0));
    await write(0);
    const switchboard = await program.startWith(
      by === 'variables' ? variables : { SWITCHBOARD_CONFIG: file, CRM_KEY_FILE: secrets.ccrm },
    );
    expect(await ask(switchboard.url)).toEqual({ data: COMPLETE });

    accept(sandbox, rotation(0), rotation(1));
    await write(1);
    sandbox.clearRequests();
    switchboard.signal('SIGHUP');
    await eventually(async () => {
      expect(await ask(switchboard.url)).toEqual({ data: COMPLETE });
      const sent = JSON.stringify(sandbox.requests);
      return Object.values(rotation(1)).every((secret) => sent.includes(secret));
    });

    await rm(secrets.ccrm);
    switchboard.signal('SIGHUP');
    await eventually(() => Promise.resolve(switchboard.printed().includes('a readable file (ENOENT)')));
    expect(await ask(switchboard.url)).toEqual({ data: COMPLETE });
    expect(switchboard.printed()).not.toContain('rotated-');
  },
  30_000,
);

// Red if only settings files count: SIGHUP ends the process.
test('SIGHUP keeps a process running whose only file is HTTPS_PROXY_FILE, and logs what needs a restart', async () => {
  const HTTPS_PROXY_FILE = join(folder, 'proxy');
  await writeSecret(HTTPS_PROXY_FILE, 'http://name:first@proxy.example:3128');
  const switchboard = await program.startWith({ PORT: '0', HTTPS_PROXY_FILE });
  await writeSecret(HTTPS_PROXY_FILE, 'http://name:second@proxy.example:3128');
  switchboard.signal('SIGHUP');
  await eventually(() => switchboard.printed().includes('settings reloaded'));
  expect(switchboard.printed()).toContain('"restart":["upstream.proxy.https"]');
  expect(switchboard.printed()).not.toMatch(/first|second/);
  switchboard.signal('SIGTERM');
  expect(await switchboard.exit).toBe(0);
});
