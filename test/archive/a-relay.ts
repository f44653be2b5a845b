import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** Forwards data between a client and a server. */
export interface Relay extends AsyncDisposable {
  /** The same URL through the relay. */
  urlOf(target: URL): URL;
  /** The destination of new connections. */
  target: URL;
  /**
   * While true, no data passes and no connection ends, as if a cable were cut. Connections that lost data stay silent
   * afterwards.
   */
  isCut: boolean;
}

/** `delay`: milliseconds before the data of a new connection is forwarded. */
export async function startRelay(first: URL, { delay = 0 } = {}): Promise<Relay> {
  const sockets = new Set<Socket>();
  const silent = new WeakSet<Socket>();
  let target = first;
  let isCut = false;

  function join(one: Socket, other: Socket): void {
    sockets.add(one);
    one.on('data', (chunk) => {
      if (isCut) silent.add(one).add(other);
      if (!silent.has(one)) other.write(chunk);
    });
    one.on('close', () => {
      sockets.delete(one);
      if (!isCut) other.destroy();
    });
    one.on('error', () => undefined);
  }

  async function accept(client: Socket): Promise<void> {
    if (delay > 0) await sleep(delay);
    const upstream = connect(Number(target.port), target.hostname);
    join(client, upstream);
    join(upstream, client);
  }

  const server = createServer((client) => void accept(client));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? String(address?.port) : '';

  return {
    urlOf(url) {
      const relayed = new URL(url);
      relayed.port = port;
      return relayed;
    },
    get target() {
      return target;
    },
    set target(next) {
      target = next;
    },
    get isCut() {
      return isCut;
    },
    set isCut(next) {
      isCut = next;
    },
    async [Symbol.asyncDispose]() {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
}
