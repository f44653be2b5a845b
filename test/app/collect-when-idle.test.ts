import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';

const BURST = fileURLToPath(new URL('burst.mjs', import.meta.url));

/** The MiB that are freed after a process has used the core for some of the 20,000 ms between two checks. */
async function freedMiB(milliseconds: number): Promise<number> {
  const { stdout } = await promisify(execFile)(process.execPath, [BURST, String(milliseconds)]);
  return Number(stdout);
}

test('collects the garbage of a burst when the process is idle', async () => {
  expect(await freedMiB(0)).toBeGreaterThan(64);
});

test('collects nothing as long as the process uses a tenth of a core', async () => {
  expect(await freedMiB(2000)).toBeLessThan(1);
});
