import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';

/** A received request. */
export interface Arrived {
  readonly method: string;
  /** The target of the request line, undecoded. */
  readonly target: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export type Answering = (request: Arrived, response: ServerResponse) => void;

export interface TestServer {
  readonly url: URL;
  /** In order of arrival. */
  readonly arrived: readonly Arrived[];
  /** The number of connections accepted so far. */
  readonly connections: number;
  /** Resolves once the clients have closed every connection. */
  allClosed(): Promise<void>;
  /** Replaces the handler. */
  answer(answering: Answering): void;
  close(): Promise<void>;
}

/** A server on loopback; by default it responds with 200 and `{}`. */
export async function startHttpServer(
  answering: Answering = (_, response) => answerJson(response, {}),
): Promise<TestServer> {
  const arrived: Arrived[] = [];
  let current = answering;
  const open = new Set<Socket>();
  let connections = 0;
  const server = createServer((request, response) => {
    void readText(request).then((body) => {
      const one = { method: request.method ?? '', target: request.url ?? '', headers: request.headers, body };
      arrived.push(one);
      current(one, response);
    });
  });
  server.on('connection', (socket) => {
    connections += 1;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    url: new URL(`http://127.0.0.1:${String(port)}`),
    arrived,
    get connections() {
      return connections;
    },
    async allClosed() {
      await Promise.all([...open].map((socket) => once(socket, 'close')));
    },
    answer: (next) => (current = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Sends a string as is, and any other value as JSON. */
export function answerJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(typeof value === 'string' ? value : JSON.stringify(value));
}

async function readText(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  const incoming: AsyncIterable<Buffer> = request;
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
