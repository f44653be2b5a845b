import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** A connection that asked for a WebSocket and never answers anything, as no library would. */
export interface RawUpgrade {
  readonly connection: Socket;
  /** The status of the response to the upgrade; 101 if it is a WebSocket. */
  readonly status: number;
  /** All that the server has sent. */
  readonly text: () => string;
}

export interface UpgradeOptions {
  /** The address to connect from, such as 127.0.0.2. */
  readonly from?: string;
  /** `/graphql` if absent. */
  readonly path?: string;
  readonly headers?: readonly string[];
  /** A valid one if absent. */
  readonly key?: string;
}

/** The Base64 of 16 bytes. */
const KEY = 'dGhlIHNhbXBsZSBub25jZQ==';

export async function rawUpgrade(url: string, options: UpgradeOptions = {}): Promise<RawUpgrade> {
  const { from = '127.0.0.1', path = '/graphql', headers = [], key = KEY } = options;
  const { hostname, port } = new URL(url);
  const connection = connect({ port: Number(port), host: hostname, localAddress: from });
  const chunks: Buffer[] = [];
  connection.on('data', (chunk: Buffer) => chunks.push(chunk));
  connection.on('error', () => undefined);
  const lines = [
    `GET ${path} HTTP/1.1`,
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

/** A frame as a client sends it: masked, with a payload of at most 125 bytes. */
export function clientFrame(opcode: number, payload = ''): Buffer {
  const data = Buffer.from(payload);
  // A mask of zeros leaves the payload as it is.
  return Buffer.concat([Buffer.from([0x80 | opcode, 0x80 | data.length, 0, 0, 0, 0]), data]);
}

export const TEXT = 1;
