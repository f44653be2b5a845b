import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { buildProgram, type Program, type SwitchboardProcess } from '../support/a-process.js';
import { eventually } from '../support/eventually.js';

const MIB = 1024 ** 2;

let program: Program;
let sandbox: Sandbox;

beforeAll(async () => {
  program = await buildProgram();
  sandbox = await startSandbox();
});

afterAll(async () => {
  await program.remove();
  await sandbox.close();
});

function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}

/** 500 calls under 50 names that no other query has. */
function queryOf(number: number): string {
  const fields = Array.from({ length: 50 }, (_, at) => `f${String(number)}_${String(at)}: startedAt`);
  const range = 'from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z"';
  return `{ calls(${range}, first: 500) { nodes { ${fields.join(' ')} } } }`;
}

/** A metric of the process; 0 if it has none. */
async function metric({ url }: SwitchboardProcess, name: string): Promise<number> {
  const line = (await (await fetch(`${url}/metrics`)).text())
    .split('\n')
    .find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length) ?? 0);
}

const NEW_SPACE = 'nodejs_heap_space_size_total_bytes{space="new"}';
const COLLECTIONS = 'nodejs_gc_duration_seconds_count{kind="major"}';

// Red without the first collection: V8 would let the heap grow to 512 MiB before it collects.
test('collects soon after the start, although nothing asks for memory', async () => {
  const server = await program.start(sandbox);
  // Whoever asks more often than at these two moments makes V8 collect.
  await sleep(1500);
  const before = await metric(server, COLLECTIONS);
  await sleep(5000);
  expect(await metric(server, COLLECTIONS)).toBeGreaterThan(before);
});

// Red without the garbage collection: V8 keeps the memory of the burst as long as no request arrives.
test('releases most of the memory of a burst although no further request arrives', async () => {
  const server = await program.start(sandbox);
  const ask = async (number: number) => {
    const body = JSON.stringify({ query: queryOf(number) });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${server.url}/graphql`, { method: 'POST', headers, body });
    await response.text();
  };
  await ask(0);
  const idle = residentBytes(server.pid);
  for (let round = 0; round < 15; round += 1) {
    await Promise.all(Array.from({ length: 16 }, (_, at) => ask(1 + round * 16 + at)));
  }
  const most = residentBytes(server.pid);
  // Red without its bound: 128 MiB.
  expect(await metric(server, NEW_SPACE)).toBeLessThan(40 * MIB);
  expect(most - idle).toBeGreaterThan(128 * MIB);
  await eventually(() => residentBytes(server.pid) - idle < (most - idle) / 2, 200_000);
}, 600_000);
