import { createServer, type IncomingMessage } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A forward proxy on loopback: CONNECT for https:, a request in absolute form for http:. */
export interface Proxy extends AsyncDisposable {
  /** With the required credentials, if any. */
  readonly url: URL;
  /** The targets of CONNECT and of requests in absolute form, in order of arrival. */
  readonly targets: readonly string[];
  /** The `Proxy-Authorization` of each request. */
  readonly authorizations: readonly (string | undefined)[];
  /** Rejects every CONNECT with this status; undefined restores the normal behaviour. */
  status: number | undefined;
}

export interface ProxyOptions {
  /** The required credentials, such as `name:password`; none if absent. */
  readonly credentials?: string;
  /** The local port of each host. */
  readonly hosts?: Readonly<Record<string, number>>;
}

export async function startProxy({ credentials, hosts = {} }: ProxyOptions = {}): Promise<Proxy> {
  const targets: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const open = new Set<Socket>();
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const state: { status: number | undefined } = { status: undefined };

  /** The status with which a request is rejected; undefined if it is accepted. */
  function refusal({ url = '', headers }: IncomingMessage): number | undefined {
    targets.push(url);
    authorizations.push(headers['proxy-authorization']);
    if (wanted !== undefined && headers['proxy-authorization'] !== wanted) return 407;
    return state.status;
  }

  const server = createServer((request, response) => {
    const status = refusal(request);
    response.writeHead(status ?? 200, { 'content-type': 'application/json' }).end('{"by":"proxy"}');
  });
  server.on('connection', (socket) => open.add(socket.on('error', () => undefined)));
  server.on('connect', (request, socket: Socket) => {
    const status = refusal(request);
    if (status !== undefined) {
      socket.end(`HTTP/1.1 ${String(status)} Refused\r\nproxy-authenticate: Basic realm="sesame"\r\n\r\n`);
      return;
    }
    const onward = connect(hosts[request.url?.split(':')[0] ?? ''] ?? 1, '127.0.0.1');
    open.add(onward.on('error', () => socket.destroy()));
    onward.once('connect', () => {
      socket.write('HTTP/1.1 200 Connected\r\n\r\n');
      socket.pipe(onward).pipe(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return Object.assign(state, {
    url: new URL(`http://${credentials === undefined ? '' : `${credentials}@`}127.0.0.1:${String(port)}`),
    targets,
    authorizations,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  });
}
