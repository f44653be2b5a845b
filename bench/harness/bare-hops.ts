import { Agent, request } from 'node:http';
import { fieldsOf, listOf, textOf } from './values.ts';

/** A request as the sandbox received it. */
interface Received {
  readonly route: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A client that ignores its responses. */
export interface BareClient extends Disposable {
  /**
   * Repeats the requests that the sandbox has received since the last call: the page of calls, then all others;
   * resolves to the milliseconds it took.
   */
  repeat(providersUrl: string): Promise<number>;
}

const OF_THE_CONNECTION = new Set(['host', 'connection', 'content-length', 'transfer-encoding']);

/** Node's HTTP client with keep-alive connections. */
export function bareClient(): BareClient {
  const agent = new Agent({ keepAlive: true });

  function send(providersUrl: string, { method, path, headers, body }: Received): Promise<void> {
    return new Promise((resolve, reject) => {
      const sent = request(providersUrl + path, { agent, method, headers }, (response) => {
        response.resume().once('end', resolve).once('error', reject);
      });
      sent.once('error', reject).end(body === null ? undefined : JSON.stringify(body));
    });
  }

  return {
    async repeat(providersUrl) {
      const received = await receivedBy(providersUrl);
      const isPage = ({ route }: Received) => route === 'callHistory';
      const started = performance.now();
      await Promise.all(received.filter(isPage).map((each) => send(providersUrl, each)));
      await Promise.all(received.filter((each) => !isPage(each)).map((each) => send(providersUrl, each)));
      return performance.now() - started;
    },
    [Symbol.dispose]: () => agent.destroy(),
  };
}

async function receivedBy(providersUrl: string): Promise<readonly Received[]> {
  const response = await fetch(`${providersUrl}/sandbox/requests`);
  return listOf(await response.json(), (value) => {
    const { route, method, path, headers, body } = fieldsOf(value);
    const sent = Object.entries(fieldsOf(headers)).filter(([name]) => !OF_THE_CONNECTION.has(name));
    return {
      route: textOf(route),
      method: textOf(method),
      path: textOf(path),
      headers: Object.fromEntries(sent.map(([name, header]) => [name, textOf(header)])),
      body,
    };
  });
}
