import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { MAX_PIPELINED } from '../../src/http/backpressure/connection-limits.js';
import { buildProgram, bundleProgram, type Program } from '../support/a-process.js';
import { heldBytes, letItWork, MEASURABLE } from '../support/held-memory.js';

const MIB = 1024 ** 2;
const FILE = 'chunk-AAAAAAAA.js';
const GET = `GET /playground/${FILE} HTTP/1.1\r\nHost: localhost\r\n\r\n`;

let program: Program;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-playground-'));
  await bundleProgram(folder);
  program = await buildProgram(folder);
  const playground = join(folder, 'dist/playground');
  await mkdir(playground);
  await writeFile(join(playground, 'index.html'), '');
  await writeFile(join(playground, `${FILE}.gz`), gzipSync('x'.repeat(2 * MIB)));
});

afterAll(async () => {
  program.kill();
  await rm(folder, { recursive: true });
});

// Red if a file is read or decompressed for each request: 32 MiB, or 128 MiB without the limit of unread responses.
test('a playground file is in memory once, however many responses are left unread', async () => {
  const server = await program.startWith({
    PORT: '0',
    RINGME_URL: 'http://127.0.0.1:9',
    RINGME_TOKEN: 'token',
    NODE_OPTIONS: MEASURABLE,
  });
  await letItWork(server);
  const before = await heldBytes(server);
  const { hostname, port } = new URL(server.url);
  const socket = connect(Number(port), hostname);
  socket.write(GET.repeat(MAX_PIPELINED));
  await once(socket, 'readable');
  await letItWork(server);
  expect((await heldBytes(server)) - before).toBeLessThan(8 * MIB);
  socket.destroy();
  server.signal('SIGKILL');
}, 120_000);
