import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildProgram, type Program } from '../support/a-process.js';
import { freePort } from '../support/free-port.js';

let program: Program;
beforeAll(async () => {
  program = await buildProgram();
});
afterAll(() => program.kill());

/** The exit code of the image's health check. */
async function check(env: Readonly<Record<string, string>>): Promise<unknown> {
  const [, written = ''] =
    /^HEALTHCHECK .*\\\n +CMD (\[.*\])$/m.exec(readFileSync('Dockerfile', 'utf8')) ?? [];
  const [, ...operands]: readonly string[] = JSON.parse(written);
  const [code]: unknown[] = await once(spawn(process.execPath, operands, { env, stdio: 'ignore' }), 'exit');
  return code;
}

// Red with `fetch`, which NODE_USE_ENV_PROXY sends through the proxy: the container would never be healthy.
test('the image’s health check asks the server itself, whatever proxy the providers are reached through', async () => {
  const PORT = String(await freePort());
  const proxied = { PORT, HTTP_PROXY: 'http://127.0.0.1:9', NODE_USE_ENV_PROXY: '1' };
  const server = await program.startWith(proxied);
  expect([await check({ PORT }), await check(proxied)]).toEqual([0, 0]);
  server.signal('SIGTERM');
  expect(await server.exit).toBe(0);
  expect([await check({ PORT }), await check(proxied)]).toEqual([1, 1]);
});

// Red without it: Docker creates the folder of a named volume for root, and the archive can't be opened.
test('the image has the folder of docs/archive.md for a volume, which only its user can read', () => {
  const [, address = ''] = /^ARCHIVE_URL=sqlite:(\S+)$/m.exec(readFileSync('docs/archive.md', 'utf8')) ?? [];
  const created = `RUN install -d -o node -g node -m 700 ${dirname(address)}`;
  expect(readFileSync('Dockerfile', 'utf8')).toMatch(new RegExp(`^${created}$[^]*^USER node$`, 'm'));
});
