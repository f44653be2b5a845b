import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAt, type Attack, type Target } from './target.ts';

const RECONNECT = 200;
const LONG_WORD = 'x'.repeat(230_000);

/** Requests whose bodies arrive at a byte per second, more than one caller may have open. */
export const trickledBodies: Attack = (target, signal, count) =>
  keepAt(300, signal, async () => {
    await using connection = await open(target, signal);
    connection.write(headOf(target, 'POST /graphql', ['Content-Length: 200000']));
    while (connection.isOpen()) {
      connection.write(' ');
      await pause(1000);
    }
    count(connection.outcome());
  });

/** The same without credentials, for paths that don't exist. */
export const unknownAddresses: Attack = (target, signal, count) =>
  keepAt(300, signal, async () => {
    await using connection = await open(target, signal);
    connection.write(
      'POST /nothing HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 200000\r\n\r\n',
    );
    connection.write(' '.repeat(199_000));
    await connection.end();
    count(connection.outcome());
    await pause(RECONNECT);
  });

/** Bodies in which each byte is a chunk. */
export const tinyChunks: Attack = (target, signal, count) =>
  keepAt(8, signal, async () => {
    await using connection = await open(target, signal);
    connection.write(headOf(target, 'POST /graphql', ['Transfer-Encoding: chunked']));
    connection.write('1\r\n \r\n'.repeat(200_000));
    connection.write('0\r\n\r\n');
    await connection.firstBytes();
    count(connection.outcome());
  });

/** Expensive documents whose callers disconnect right after sending them. */
export const goneCallers: Attack = (target, signal, count) =>
  keepAt(16, signal, async (place, round) => {
    await using connection = await open(target, signal);
    const name = `g${place}_${round}`;
    const fields = Array.from({ length: 100 }, (_, at) => `${name}_${at}: timezone`).join(' ');
    const body = JSON.stringify({ query: `query ${name} { client { ${fields} } }` }).padEnd(100_000);
    connection.write(headOf(target, 'POST /graphql', [`Content-Length: ${body.length}`]) + body);
    await pause(20);
    count('gone');
  });

/** WebSockets that never confirm a close. */
export const deafSockets: Attack = (target, signal, count) =>
  keepAt(600, signal, async (place, round) => {
    if (round === 0) await pause(10 * place);
    if (signal.aborted) return;
    await using connection = await open(target, signal);
    const key = Buffer.alloc(16, place).toString('base64');
    const upgrade = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
    const protocol = 'Sec-WebSocket-Protocol: graphql-transport-ws';
    connection.write(headOf(target, 'GET /graphql', [...upgrade, `Sec-WebSocket-Key: ${key}`, protocol]));
    await connection.end();
    count(connection.outcome());
    await pause(RECONNECT);
  });

/** Responses of 12 MB that nobody reads. */
export const unreadAnswers: Attack = (target, signal, count) =>
  keepAt(64, signal, async (place) => {
    await using connection = await open(target, signal);
    const fields = Array.from({ length: 99 }, (_, at) => `u${place}_${at}: email`).join(' ');
    const body = JSON.stringify({ query: `{ client { ${fields} } }` });
    connection.write(headOf(target, 'POST /graphql', [`Content-Length: ${body.length}`]) + body);
    await connection.firstBytes();
    connection.stopReading();
    await connection.end();
    count(connection.outcome());
  });

/** Pipelined requests without credentials whose responses aren't read. */
export const pipelining: Attack = (target, signal, count) =>
  keepAt(16, signal, async (place) => {
    await using connection = await open(target, signal);
    connection.stopReading();
    const path = place % 2 === 0 ? '/health/live' : '/graphql?query=%7B__typename%7D';
    connection.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`.repeat(5000));
    await connection.end();
    count(connection.outcome());
    await pause(RECONNECT);
  });

/** Requests that no client sends on purpose. */
export const malformedRequests: Attack = async (target, signal, count) => {
  const bad = malformed(target);
  await keepAt(8, signal, async (_place, round) => {
    await using connection = await open(target, signal);
    connection.write(bad[round % bad.length] ?? '');
    await connection.firstBytes();
    count(connection.outcome());
    await pause(50);
  });
};

function malformed(target: Target): readonly string[] {
  const post = (body: string, ...headers: readonly string[]) =>
    headOf(target, 'POST /graphql', [`Content-Length: ${Buffer.byteLength(body)}`, ...headers]) + body;
  const get = (path: string) => headOf(target, `GET ${path}`, []);
  const query = (text: string) => post(JSON.stringify({ query: text }));
  return [
    'GET / HTTP/1.1\r\nHost: [\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
    `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n\r\n`,
    get('/graphql?query=%7Bclient%7Bname%7D%7D#&query=x'),
    get('/graphql?query=%7Ba%7D&query=%7Bb%7D'),
    post('{"query": '),
    post(`[${'['.repeat(200_000)}`),
    post('{}', 'Transfer-Encoding: chunked'),
    query(`{ ${LONG_WORD} }`),
    query(`{ client { ${LONG_WORD} } }`),
    query(`{ ${'{'.repeat(100_000)} }`),
    query(`{ calls(${LONG_WORD}: 1) { totalCount } }`),
    query(`{ extensions(search: "${LONG_WORD}") { totalCount } }`),
    query(`{ node(id: "${LONG_WORD}") { id } }`),
    query(`query ($a: [Int!] = [${'1 '.repeat(1900)}]) { client { name } }`),
    post(JSON.stringify({ query: '{ client { name } }', variables: { [LONG_WORD]: 1 } })),
    post(JSON.stringify({ query: '{ client { name } }', operationName: LONG_WORD })),
    post(JSON.stringify([{ query: '{ client { name } }' }, { query: '{ client { name } }' }])),
    post(
      JSON.stringify({
        query: `query ($f: DateTime!) { calls(from: $f, to: $f) { totalCount } }`,
        variables: { f: LONG_WORD },
      }),
    ),
  ];
}

function headOf({ key }: Target, line: string, headers: readonly string[]): string {
  const known = ['Host: localhost', `X-Api-Key: ${key}`, 'Content-Type: application/json'];
  return `${[`${line} HTTP/1.1`, ...known, ...headers].join('\r\n')}\r\n\r\n`;
}

/** A connection that is cut when it is disposed of or the signal aborts; nothing of it rejects. */
async function open({ url }: Target, signal: AbortSignal) {
  const { hostname, port } = new URL(url);
  const socket: Socket = connect(Number(port), hostname);
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  let head = '';
  const cut = () => void socket.destroy();
  signal.addEventListener('abort', cut, { once: true });
  socket.on('error', () => undefined);
  socket.on('data', (chunk: Buffer) => (head ||= chunk.toString('latin1', 0, 12)));
  await Promise.race([once(socket, 'connect').catch(() => undefined), closed]);
  return {
    isOpen: () => !socket.destroyed,
    write: (text: string) => void socket.write(text, 'latin1'),
    firstBytes: () => Promise.race([once(socket, 'data').catch(() => undefined), closed]),
    stopReading: () => void socket.pause(),
    end: () => closed,
    /** The status of its first response, or `cut`. */
    outcome: () => /^HTTP\/1\.1 (\d+)/.exec(head)?.[1] ?? 'cut',
    [Symbol.asyncDispose]() {
      signal.removeEventListener('abort', cut);
      cut();
      return closed;
    },
  };
}
