import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { buildProgram, type Program } from '../resilience/a-process.js';
import { eventually } from '../resilience/eventually.js';
import { accept, COMPLETE, EVERYTHING, rotation } from './a-reloading-switchboard.js';
import { aCall, aClient, anExtension } from '../sandbox/builders.js';

let program: Program;
let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-settings-'));
  sandbox = await startSandbox({
    data: { extensions: [anExtension()], client: aClient(), calls: [aCall()] },
  });
  program = await buildProgram();
}, 60_000);

afterAll(async () => {
  await program.remove();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

// Red where the process doesn't listen for the signal: it ends.
test('a process that gets SIGHUP reads its file again, and fails no read', async () => {
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
  const post = async () => {
    const response = await fetch(`${switchboard.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: EVERYTHING }),
    });
    const answer: unknown = await response.json();
    return answer;
  };
  accept(sandbox, rotation(0));
  await write(0);
  const switchboard = await program.startWith({ SWITCHBOARD_CONFIG: file });
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
}, 30_000);
