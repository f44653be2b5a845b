import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildProgram, type Program } from '../support/a-process.js';
import { heldBytes, letItWork, MEASURABLE } from '../support/held-memory.js';
import { rawRequest, statusesOf } from '../support/raw-http.js';

const MIB = 1024 ** 2;
/** The maximum number of chunks in a body. */
const CHUNKS = 4096;
const BODIES = 64;

let program: Program;

beforeAll(async () => {
  program = await buildProgram();
});

afterAll(() => program.kill());

// Red if the chunks of a body are kept: each takes some 200 bytes, 52 MB together.
test('a body in one-byte chunks takes no more memory than its bytes', async () => {
  const server = await program.startWith({
    PORT: '0',
    // No request reaches it; the sandbox would use memory of its own for its archive.
    RINGME_URL: 'http://127.0.0.1:9',
    RINGME_TOKEN: 'token',
    NODE_OPTIONS: MEASURABLE,
  });
  await letItWork(server);
  const before = await heldBytes(server);
  const { hostname, port } = new URL(server.url);
  const head = rawRequest('POST /graphql', ['Content-Type: application/json', 'Transfer-Encoding: chunked']);
  const sockets = Array.from({ length: BODIES }, () => connect(Number(port), hostname));
  for (const socket of sockets) {
    await new Promise((sent) => socket.write(head + '1\r\n \r\n'.repeat(CHUNKS), sent));
  }
  await letItWork(server);
  expect((await heldBytes(server)) - before).toBeLessThan(16 * MIB);
  for (const socket of sockets) {
    socket.write('0\r\n\r\n');
    const [answer] = await once(socket, 'data');
    expect(statusesOf(String(answer))).toEqual([400]);
  }
  server.signal('SIGKILL');
}, 120_000);
