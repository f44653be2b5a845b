import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import { buildProgram, type Program } from '../support/a-process.js';
import { eventually } from '../support/eventually.js';

const MIB = 1024 ** 2;

let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.kill());

function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8')) ?? [];
  return Number(kib) * 1024;
}

/** 500 calls under 50 names that no other query uses. */
function queryOf(number: number): string {
  const fields = Array.from({ length: 50 }, (_, at) => `f${String(number)}_${String(at)}: startedAt`);
  const range = 'from: "2020-01-01T00:00:00Z", to: "2030-01-01T00:00:00Z"';
  return `{ calls(${range}, first: 500) { nodes { ${fields.join(' ')} } } }`;
}

// Red without the garbage collection: V8 keeps the memory of the burst as long as no request arrives.
test('releases most of the memory of a burst although no further request arrives', async () => {
  const sandbox = await startSandbox();
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
  expect(most - idle).toBeGreaterThan(128 * MIB);
  await eventually(() => residentBytes(server.pid) - idle < (most - idle) / 2, 200_000);
  server.signal('SIGKILL');
  await sandbox.close();
}, 600_000);
