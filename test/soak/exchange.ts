import { request, type Agent } from 'node:http';
import { API_KEY } from '../../bench/harness/api-key.ts';
import { fieldsOf } from '../../bench/harness/values.ts';

/** A request to the server under test. */
export interface Sent {
  readonly method: 'GET' | 'POST';
  /** Including the query string. */
  readonly path: string;
  /** JSON; none if absent. */
  readonly body?: string;
  /** The milliseconds after which the caller disconnects; if absent, it waits. */
  readonly leavesAfter?: number;
}

/** A response. */
export interface Received {
  /** `gone`: the caller disconnected first. `lost …`: why the connection broke before the whole response arrived. */
  readonly status: number | 'gone' | `lost ${string}`;
  readonly retryAfter: boolean;
  /** The response's JSON; null if it isn't an object. */
  readonly answer: Readonly<Record<string, unknown>> | null;
  readonly ms: number;
}

/** A POST of a GraphQL operation. */
export function operation(query: string, variables: Readonly<Record<string, unknown>> = {}): Sent {
  return { method: 'POST', path: '/graphql', body: JSON.stringify({ query, variables }) };
}

/** Sends a request and waits for the whole answer; never rejects. */
export function exchange(url: string, agent: Agent, sent: Sent): Promise<Received> {
  const { method, path, body, leavesAfter } = sent;
  const started = performance.now();
  return new Promise((done) => {
    const content = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body ?? '') };
    const headers = { 'x-api-key': API_KEY, ...(body !== undefined && content) };
    const outgoing = request(url + path, { method, agent, headers });
    let left = false;
    const leave = () => {
      left = true;
      outgoing.destroy();
    };
    const timer = leavesAfter === undefined ? undefined : setTimeout(leave, leavesAfter);
    const settle = (status: Received['status'], retryAfter = false, text = '') => {
      clearTimeout(timer);
      done({ status, retryAfter, answer: parsed(text), ms: performance.now() - started });
    };
    const fail = (error: NodeJS.ErrnoException) =>
      settle(left ? 'gone' : `lost ${error.code ?? error.message}`);
    outgoing.on('error', fail);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', fail);
      response.on('end', () => {
        const retryAfter = response.headers['retry-after'] !== undefined;
        settle(response.statusCode ?? 0, retryAfter, Buffer.concat(chunks).toString());
      });
    });
    outgoing.end(body);
  });
}

function parsed(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return fieldsOf(JSON.parse(text));
  } catch {
    return null;
  }
}
