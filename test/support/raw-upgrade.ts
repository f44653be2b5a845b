import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A WebSocket connection that never answers anything, which no library would allow. */
export interface RawUpgrade {
  readonly connection: Socket;
  /** The status of the response to the upgrade; 101 if it succeeded. */
  readonly status: number;
  /** Everything the server has sent so far. */
  readonly text: () => string;
}

export interface UpgradeOptions {
  /** The address to connect from, such as 127.0.0.2. */
  readonly from?: string;
  /** Defaults to GET. */
  readonly method?: string;
  /** Defaults to `/graphql`. */
  readonly path?: string;
  readonly headers?: readonly string[];
  /** Defaults to a valid key. */
  readonly key?: string;
}

/** The Base64 of 16 bytes. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

export async function rawUpgrade(url: string, options: UpgradeOptions = {}): Promise<RawUpgrade> {
  const { from = '127.0.0.1', method = 'GET', path = '/graphql', headers = [], key = KEY } = options;
  const { hostname, port } = new URL(url);
  const connection = connect({ port: Number(port), host: hostname, localAddress: from });
  const chunks: Buffer[] = [];
  connection.on('data', (chunk: Buffer) => chunks.push(chunk));
  connection.on('error', () => undefined);
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Host: localhost',
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Protocol: graphql-transport-ws',
    `Sec-WebSocket-Key: ${key}`,
    ...headers,
  ];
  connection.write(`${lines.join('\r\n')}\r\n\r\n`);
  await once(connection, 'data');
  const text = () => Buffer.concat(chunks).toString('latin1');
  return { connection, status: Number(/^HTTP\/1\.1 (\d+)/.exec(text())?.[1]), text };
}

/** A frame as a client sends it: masked, with a payload of up to 125 bytes. */
export function clientFrame(opcode: number, payload = ''): Buffer {
  const data = Buffer.from(payload);
  // A mask of zeros leaves the payload unchanged.
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | data.length, 0, 0, 0, 0]), data]);
}

export const TEXT = 1;
