/*
 * Sends odd documents and byte streams to the built server over its sandbox, and fails if the server has an internal
 * error or exits. Usage: npm run fuzz -- [--documents 100000] [--seed N]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.ts';

const { values } = parseArgs({
  options: {
    documents: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
  },
});
const [documents, seed] = [Number(values.documents), Number(values.seed)];
if (!Number.isInteger(documents) || documents < 1)
  throw new RangeError('--documents is a whole number from 1');

const server = spawn(process.execPath, ['dist/main.js'], {
  env: { PORT: '0' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(server, 'exit').then(() => 'ended' as const);
let url = '';
const lines = createInterface(server.stdout);
await new Promise<void>((listening) => {
  lines.on('line', (line) => {
    const address = /^Playground: (\S+)\/$/.exec(line)?.[1];
    if (address === undefined) return;
    url = address;
    listening();
  });
});
process.stdout.write(`${String(documents)} documents, seed ${String(seed)}\n`);
const report = await Promise.race([fuzz(url, documents, seed), ended]);
server.kill();
if (report === 'ended') throw new Error('The server has ended.');
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
process.exitCode = report.faults.length === 0 ? 0 : 1;
