import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { madeClient } from '../../src/sandbox/data/client.js';
import type { SandboxOptions } from '../../src/sandbox/sandbox.js';
import { eventually } from '../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';

const ALIASES = 100;
/** The bytes of a name: 12 MiB if requested as often as one document may; each of two others exceeds the limit. */
const NAME = 125_000;

let switchboard: Switchboard;
let sandbox: SandboxOptions;
let sockets: Socket[] = [];

beforeAll(async () => {
  const data = { client: { ...madeClient(), name: 'n'.repeat(NAME), email: 'é'.repeat(NAME) } };
  sandbox = { data };
  switchboard = await startSwitchboard({ sandbox, ttl: { client: 600 } });
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets = [];
});

afterAll(() => switchboard.close());

/** Shorter responses are never rejected. */
const LONGER_THAN_A_REFUSAL = `{ client { ${Array.from({ length: 30 }, (_, index) => `a${index}: id`).join(' ')} } }`;

const queryOf = (field: string) =>
  `{ client { ${Array.from({ length: ALIASES }, (_, index) => `a${index}: ${field}`).join(' ')} } }`;

/** A client that reads only the head of its response: its status and Cache-Control, once they have arrived. */
function unreadAnswer({ url }: Switchboard): () => string | null {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  sockets.push(socket);
  const body = JSON.stringify({ query: queryOf('name') });
  const head = ['POST /graphql HTTP/1.1', 'Host: localhost', 'Content-Type: application/json'];
  socket.write([...head, `Content-Length: ${body.length}`, '', body].join('\r\n'));
  let seen: string | null = null;
  socket.once('data', (chunk: Buffer) => {
    const [head = ''] = chunk.toString('latin1').split('\r\n\r\n');
    seen = `${head.slice(9, 12)} ${/^cache-control: (.*)$/im.exec(head)?.[1] ?? ''}`.trim();
    socket.pause();
  });
  socket.on('error', () => undefined);
  return () => seen;
}

// Red if responses of graphql-js (the first time) or of plans (from then on) aren't measured.
test('a response of more than 16 MiB is an error, however often it is requested', async () => {
  for (let time = 0; time < 4; time += 1) {
    const { data, errors = [] } = await switchboard.query(queryOf('email'));
    expect(data).toBeNull();
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(errors[0]?.message).toBe(
      'The response exceeds 16777216 bytes; request fewer items (`first`) or fields.',
    );
  }
});

// Red if unsent responses aren't counted.
test('beyond 32 MiB of unread responses, a caller gets status 503 until the connections close', async () => {
  const answers = Array.from({ length: 8 }, () => unreadAnswer(switchboard));
  await eventually(() => answers.every((status) => status() !== null));
  expect(answers.map((status) => status()).sort()).toEqual([
    ...Array<string>(2).fill('200 private, no-cache'),
    ...Array<string>(6).fill('503 no-store'),
  ]);
  for (const socket of sockets) socket.destroy();
  await eventually(async () => {
    const { errors = [] } = await switchboard.query(queryOf('name'));
    return errors.length === 0;
  });
});

// Red if connections have no time limit: the caller's share would stay in use.
test('a connection that stops reading its response is closed and its memory released', async () => {
  const unsent = { bytes: 32 * 1024 ** 2, ofOne: 1, stallTimeout: 500 };
  await using impatient = await startSwitchboard({ sandbox, ttl: { client: 600 }, unsent });
  const status = unreadAnswer(impatient);
  await eventually(() => status() === '200 private, no-cache');
  await eventually(async () => {
    const { errors = [] } = await impatient.query(LONGER_THAN_A_REFUSAL);
    return errors.length === 0;
  });
});
