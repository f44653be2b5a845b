import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The toy provider's REST API on any free port of loopback. */
export interface ToyApi {
  readonly url: URL;
  /** The required value of `x-toy-key`. */
  readonly key: string;
  close(): Promise<void>;
}

/** As in the API: each person's number, if any, is the one that colleagues dial. */
const PEOPLE = [{ name: 'Ada', number: '107' }, { name: 'Ben', number: '108' }, { name: 'Cleo' }];

/** `GET /people` returns `{ people: [{ name, number }] }`; 401 for another key, 404 for everything else. */
export async function startToyApi(key = 'toy-key'): Promise<ToyApi> {
  const server = createServer(({ method, url, headers }, response) => {
    const isPeople = method === 'GET' && url === '/people';
    const status = !isPeople ? 404 : headers['x-toy-key'] === key ? 200 : 401;
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(status === 200 ? { people: PEOPLE } : { error: status }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${String(port)}`),
    key,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
