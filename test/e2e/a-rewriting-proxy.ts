import { createServer, request as ask, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { pipeline } from 'node:stream';

/** A reverse proxy on loopback that writes the target's name into `Host`, as Vite's and many others do. */
export interface RewritingProxy extends AsyncDisposable {
  readonly url: string;
  /** The origin to which requests are forwarded. */
  target: string;
  /** The headers that aren't forwarded, in lower case. */
  withheld: readonly string[];
  /** Whether open and new connections of GraphQL requests are cut. Files are still served. */
  isDown: boolean;
}

/** `answer` is called first, and returns whether it answers the request itself. */
export async function startRewritingProxy(
  answer: (request: IncomingMessage, response: ServerResponse) => boolean = () => false,
): Promise<RewritingProxy> {
  let isDown = false;
  const cuttable = new Set<Socket>();

  const server = createServer((incoming, response) => {
    const { socket, url } = incoming;
    if (url?.startsWith('/graphql') === true) {
      if (isDown) return void socket.destroy();
      cuttable.add(socket);
      response.once('close', () => cuttable.delete(socket));
    }
    if (!answer(incoming, response)) passOn(incoming, response, proxy);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const proxy: RewritingProxy = {
    url: `http://127.0.0.1:${String(port)}`,
    target: '',
    withheld: [],
    get isDown() {
      return isDown;
    },
    set isDown(value) {
      isDown = value;
      if (isDown) for (const socket of cuttable) socket.destroy();
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return proxy;
}

function passOn(
  incoming: IncomingMessage,
  response: ServerResponse,
  { target, withheld }: RewritingProxy,
): void {
  const kept = Object.entries(incoming.headers).filter(([name]) => !withheld.includes(name));
  const headers = { ...Object.fromEntries(kept), host: new URL(target).host };
  const onward = ask(new URL(incoming.url ?? '/', target), {
    method: incoming.method,
    headers,
    agent: false,
  });
  onward.once('response', (answered) => {
    response.writeHead(answered.statusCode ?? 502, answered.headers);
    pipeline(answered, response, () => onward.destroy());
  });
  onward.once('error', () => response.destroy());
  response.once('close', () => onward.destroy());
  incoming.pipe(onward);
}
