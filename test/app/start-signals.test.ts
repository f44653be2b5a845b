import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildProgram, type Program } from '../support/a-process.js';
import { eventually } from '../support/eventually.js';

let program: Program;
let folder: string;

beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'switchboard-start-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Starts the program. Its start waits for its manifest, a pipe, until `finish` is called. */
async function startSlowly(name: string) {
  const [manifest, file] = [join(folder, name), join(folder, `${name}.yaml`)];
  await promisify(execFile)('mkfifo', [manifest]);
  await writeFile(file, `server: { port: 0, sandbox: true }\ntrustedDocuments: { manifest: ${manifest} }`);
  const child = spawn(process.execPath, [program.main], { env: { SWITCHBOARD_CONFIG: file }, stdio: 'pipe' });
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  // Opens when the program does.
  const pipe = await open(manifest, 'w');
  return {
    child,
    printed: () => printed,
    end: once(child, 'close'),
    async finish() {
      await pipe.write('{}');
      await pipe.close();
    },
  };
}

// Red if the signals are handled only once the server has started: the first process of a container ignores the others.
test.each(['SIGTERM', 'SIGINT'] as const)(
  'a server that gets %s while it starts shuts down',
  async (signal) => {
    const starting = await startSlowly(signal);
    starting.child.kill(signal);
    await starting.finish();
    expect(await starting.end).toEqual([0, null]);
  },
);

// Red if SIGHUP ends the process, or is ignored.
test('a server that gets SIGHUP while it starts reloads its settings afterwards', async () => {
  const starting = await startSlowly('SIGHUP');
  starting.child.kill('SIGHUP');
  await starting.finish();
  await eventually(
    () =>
      starting.printed().includes('settings reloaded') ||
      starting.child.exitCode !== null ||
      starting.child.signalCode !== null,
  );
  expect(starting.printed()).toContain('settings reloaded');
  starting.child.kill('SIGTERM');
  expect(await starting.end).toEqual([0, null]);
});
