import { execFileSync } from 'node:child_process';
import { closeSync, createReadStream, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, test } from '@jest/globals';
import { LogDestination } from '../../src/observability/log-destination.js';

const KB = `${'x'.repeat(1023)}\n`;

test('the log tells how many lines it dropped while nobody read it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'log-destination-'));
  const pipe = join(folder, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const fd = openSync(pipe, 'r+');
  const destination = new LogDestination(fd);
  for (let lines = 0; lines < 17 * 1024; lines += 1) destination.write(KB);

  const reading = text(createReadStream(pipe));
  await destination.flush();
  destination.write('later\n');
  await destination.flush();
  destination.destroy();
  closeSync(fd);

  const lines = (await reading).split('\n');
  expect(lines).toHaveLength(16 * 1024 + 3);
  expect(JSON.parse(lines.at(-3) ?? '')).toMatchObject({ level: 40, lines: 1024 });
  expect(lines.at(-2)).toBe('later');
  rmSync(folder, { recursive: true });
});
