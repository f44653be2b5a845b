import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { buildProgram, type Program } from '../support/a-process.js';
import { eventually } from '../support/eventually.js';

// The program is compiled first.
/** More than a pipe holds, and the approximate length of a line, in bytes. */
const MORE_THAN_A_PIPE = 400_000;
const LINE = 100;
/** Makes the process throw an uncaught exception on SIGUSR2. */
const CRASH = "--import=data:text/javascript,process.on('SIGUSR2',()=>{throw new Error('crash')})";

let program: Program;
let folder: string;
let started: ChildProcess[] = [];

beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'unread-log-'));
});
afterAll(async () => {
  program.kill();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  for (const child of started) child.kill('SIGKILL');
  started = [];
});

/** The size in kB that no file may exceed in the test of a full disk. */
const FULL = 64 * 1024;

/** A server whose standard output this process may stop reading. */
async function start(file: string, environment: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [CRASH, file], {
    env: { PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  started.push(child);
  let printed = '';
  child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const address = () => /Playground: (\S+)\/\n/.exec(printed)?.[1];
  await eventually(() => address() !== undefined);
  const url = address() ?? '';
  const exit = once(child, 'exit').then(([code]: (number | null)[]) => code);
  return { child, url, exit, printed: () => printed };
}

const ready = async (url: string) => (await fetch(`${url}/health/ready`)).text();

// With pino's own destination, only SIGKILL ended these processes: the last flush retried forever.
describe('a server exits after an uncaught exception', () => {
  test('with every log line written if its log is read', async () => {
    const { child, url, exit, printed } = await start(program.main);
    for (let asked = 0; asked < 100; asked += 1) await ready(url);
    child.kill('SIGUSR2');
    expect(await exit).toBe(1);
    await eventually(() => printed().split('"route":"/health/ready"').length === 101);
  });

  test('if the log’s reader has stopped reading', async () => {
    const { child, url, exit } = await start(program.main);
    child.stdout.pause();
    for (let bytes = 0; bytes < MORE_THAN_A_PIPE; bytes += 50 * LINE) {
      await Promise.all(Array.from({ length: 50 }, () => ready(url)));
    }
    child.kill('SIGUSR2');
    expect(await exit).toBe(1);
  });

  test('if the log’s reader is gone', async () => {
    const { child, url, exit } = await start(program.main);
    await ready(url);
    child.stdout.destroy();
    await once(child.stdout, 'close');
    // Its line is still buffered when the process exits.
    await ready(url);
    child.kill('SIGUSR2');
    expect(await exit).toBe(1);
  });
});

// Red if every error but that of a busy reader ends the log.
test('a log continues when its full disk has space again, with the lines that waited', async () => {
  const path = join(folder, 'full.log');
  await writeFile(path, '');
  // The system fills the gap in the file without using space.
  await truncate(path, (FULL - 20) * 1024);
  await using log = await open(path, 'a');
  const command = `ulimit -f ${String(FULL)}; exec ${process.execPath} ${program.main}`;
  const child = spawn('bash', ['-c', command], { env: { PORT: '0' }, stdio: ['ignore', log.fd, 'ignore'] });
  started.push(child);
  const end = async () => (await readFile(path, 'latin1')).slice(-20 * 1024);
  const address = async () => /Playground: (\S+)\/\n/.exec(await end())?.[1];
  await eventually(async () => (await address()) !== undefined);
  const url = (await address()) ?? '';
  const requests = 200;
  for (let left = requests; left > 0; left -= 1) await ready(url);
  await eventually(async () => (await stat(path)).size === FULL * 1024);
  const logged = async () => (await end()).split('"route":"/health/ready"').length - 1;
  const before = await logged();
  expect(before).toBeLessThan(requests - 1);
  await truncate(path, 0);
  // The file ended within a line.
  await eventually(async () => before + (await logged()) >= requests - 1);
});

// A worker exits once it has lost its primary.
test('a worker exits if its primary, which reads its log, is killed', async () => {
  const primary = join(folder, 'primary.mjs');
  const pid = join(folder, 'pid');
  await writeFile(
    primary,
    `import cluster from 'node:cluster';
    import { writeFileSync } from 'node:fs';
    cluster.setupPrimary({ exec: ${JSON.stringify(program.main)}, silent: true });
    const worker = cluster.fork();
    writeFileSync(${JSON.stringify(pid)}, String(worker.process.pid));
    worker.process.stdout.pipe(process.stdout);`,
  );
  const { child, url, exit } = await start(primary);
  const worker = Number(await readFile(pid, 'utf8'));
  await ready(url);
  child.kill('SIGKILL');
  await exit;
  try {
    await eventually(() => !isAlive(worker));
  } finally {
    if (isAlive(worker)) process.kill(worker, 'SIGKILL');
  }
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
