import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createRandom, type Random } from '../support/random.js';

/** The stage of a fault: while connecting, in the head of the response, or in its body. */
export type Moment = 'connecting' | 'headers' | 'body';

/**
 * delay: nothing more is sent. drip: a byte every 20 ms. reset: the connection breaks with an error. truncate: it
 * ends. corrupt: one byte becomes NUL, which is invalid in HTTP and JSON. status: 503. header: the content type of an
 * image. body: a web page.
 */
export type FaultKind = 'delay' | 'drip' | 'reset' | 'truncate' | 'corrupt' | 'status' | 'header' | 'body';

/** Which connections are affected; all others pass unchanged. */
export interface Fault {
  readonly moment: Moment;
  readonly kind: FaultKind;
  /** The number of connections that pass first. */
  readonly skip: number;
  /** The number of connections affected after these. */
  readonly times: number;
}

/** A proxy between Switchboard and a provider with one connection per request. */
export interface FaultProxy {
  /** The same URL through the proxy. */
  urlOf(target: URL): URL;
  /** The number of open connections. */
  readonly open: number;
  /** The number of affected connections. */
  readonly struck: number;
  close(): Promise<void>;
}

interface Response {
  readonly head: Buffer;
  readonly body: Buffer;
}

const DRIP = 20;
const PAGE = Buffer.from('<!doctype html><title>Maintenance</title>');

/** The same seed and the same requests in the same order give the same bytes. */
export async function startFaultProxy(target: URL, fault: Fault, seed: number): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  let connections = 0;
  let struck = 0;

  const server = createServer((client) => {
    sockets.add(client);
    client.on('close', () => sockets.delete(client)).on('error', () => undefined);
    const index = connections - fault.skip;
    connections += 1;
    const isStruck = index >= 0 && index < fault.times;
    if (isStruck) struck += 1;
    if (!isStruck) void pass(client, target).then((response) => client.end(whole(response)));
    else if (fault.moment === 'connecting' && fault.kind === 'reset') client.resetAndDestroy();
    else if (fault.moment === 'connecting') client.resume();
    else
      void pass(client, target).then((response) =>
        strike(client, response, fault, createRandom(seed + index)),
      );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';

  return {
    urlOf: ({ pathname }) => new URL(pathname, `http://127.0.0.1:${port}`),
    get open() {
      return sockets.size;
    },
    get struck() {
      return struck;
    },
    async close() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}

/** Forwards one request and returns the whole response; never resolves if the client disconnects first. */
async function pass(client: Socket, { hostname, port }: URL): Promise<Response> {
  const provider = connect(Number(port), hostname);
  client.on('close', () => provider.destroy());
  client.on('data', (chunk) => provider.write(chunk));
  provider.on('error', () => client.destroy());
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    provider.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n') + 4;
      const head = received.subarray(0, end).toString('latin1');
      const length = Number(/content-length: (\d+)/i.exec(head)?.[1]);
      if (end < 4 || received.length < end + length) return;
      provider.destroy();
      resolve({ head: withHeader(head, 'Connection', 'close'), body: received.subarray(end) });
    });
  });
}

async function strike(client: Socket, { head, body }: Response, fault: Fault, random: Random) {
  const part = fault.moment === 'headers' ? head : body;
  // Somewhere inside the part: neither its first byte nor its last.
  const at = random.whole(1, part.length - 2);
  const start = fault.moment === 'headers' ? Buffer.alloc(0) : head;
  const upTo = Buffer.concat([start, part.subarray(0, at)]);
  switch (fault.kind) {
    case 'delay':
      client.write(upTo);
      break;
    case 'drip':
      client.write(start);
      for (let index = 0; index < part.length && !client.destroyed; index += 1) {
        client.write(part.subarray(index, index + 1));
        await sleep(DRIP);
      }
      break;
    case 'reset':
      client.write(upTo, () => client.resetAndDestroy());
      break;
    case 'truncate':
      client.end(upTo);
      break;
    case 'corrupt':
      part[at] = 0;
      client.end(whole({ head, body }));
      break;
    case 'status':
      client.end(
        whole({ head: Buffer.from(head.toString('latin1').replace(/ \d{3} .*/, ' 503 Down')), body }),
      );
      break;
    case 'header':
      client.end(whole({ head: withHeader(head.toString('latin1'), 'Content-Type', 'image/png'), body }));
      break;
    case 'body':
      client.end(
        whole({ head: Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${PAGE.length}\r\n\r\n`), body: PAGE }),
      );
  }
}

function whole({ head, body }: Response): Buffer {
  return Buffer.concat([head, body]);
}

function withHeader(head: string, name: string, value: string): Buffer {
  const others = head
    .split('\r\n')
    .filter((line) => !line.toLowerCase().startsWith(`${name.toLowerCase()}:`));
  return Buffer.from([others[0], `${name}: ${value}`, ...others.slice(1)].join('\r\n'), 'latin1');
}
