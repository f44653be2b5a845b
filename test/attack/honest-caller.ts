import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import WebSocket from 'ws';
import { API_KEY } from '../../bench/harness/api-key.ts';
import { fieldsOf } from '../../bench/harness/values.ts';
import { coreWaits, longestWait } from './core-waits.ts';
import type { Stage } from './stage.ts';

/** A request of an honest caller, and its result. */
export interface Asked {
  readonly what: string;
  readonly ms: number;
  /** The milliseconds of these for which the process that waited longest for a core had none. */
  readonly withoutCore: number;
  /** null if the response has no error. */
  readonly failure: string | null;
}

const SECOND = 1000;
const DAY = 86_400 * SECOND;
/** Milliseconds between two requests for /health/live. */
const LOOK = 25;
/** Another loopback address: unauthenticated requests, connections and WebSockets are counted by address. */
const OTHER_ADDRESS = '127.0.0.2';
const MAIN_QUERY = readFileSync(
  new URL('../../schema/operations/main-query.graphql', import.meta.url),
  'utf8',
);
const SCOPE = 'extensions:read clients:read calls:read notes:read pii:read';

type Ask = () => Promise<string | null>;

/** Sends a request every second, with a key, a fresh token and over a WebSocket in turn, until the signal aborts. */
export async function askHonestly(
  { url, token, pids }: Stage,
  signal: AbortSignal,
): Promise<readonly Asked[]> {
  const agent = new Agent({ keepAlive: true, localAddress: OTHER_ADDRESS });
  const byKey = (query: string, variables = {}) =>
    post(url, agent, { 'x-api-key': API_KEY }, query, variables);
  const byToken = async (query: string) => {
    const authorization = `Bearer ${await token({ sub: 'honest', scope: SCOPE })}`;
    return { ask: () => post(url, agent, { authorization }, query, {}) };
  };
  const day = () => {
    const to = Math.floor(Date.now() / (60 * SECOND)) * 60 * SECOND;
    return { from: new Date(to - DAY).toISOString(), to: new Date(to).toISOString() };
  };
  const asks: readonly (readonly [string, () => Promise<Ask> | Ask])[] = [
    ['the main query', () => () => byKey(MAIN_QUERY, day())],
    [
      'extensions with a fresh token',
      async () => (await byToken('{ extensions(search: "1", first: 5) { nodes { name } } }')).ask,
    ],
    ['the client', () => () => byKey('{ client { name timezone } }')],
    ['a WebSocket', () => () => greet(url)],
  ];
  const asked: Promise<Asked>[] = [];
  for (let number = 0; !signal.aborted; number += 1) {
    const next = asks[number % asks.length];
    if (next !== undefined) asked.push(timed(next[0], pids, await next[1]()));
    await pause(SECOND);
  }
  const all = await Promise.all(asked);
  agent.destroy();
  return all;
}

/** Requests /health/live repeatedly until the signal aborts; returns the longest wait. */
export async function watchHealth({ url, pids }: Stage, signal: AbortSignal): Promise<Asked> {
  const agent = new Agent({ keepAlive: true, localAddress: OTHER_ADDRESS });
  const look = () => exchange(`${url}/health/live`, agent, {}, null);
  let longest: Asked = { what: 'health', ms: 0, withoutCore: 0, failure: null };
  while (!signal.aborted) {
    const looked = await timed('health', pids, look);
    if (looked.failure !== null || withCore(looked) > withCore(longest)) longest = looked;
    await pause(LOOK);
  }
  agent.destroy();
  return longest;
}

/** The milliseconds of a response, excluding those in which a process waited for a core. */
export function withCore({ ms, withoutCore, failure }: Asked): number {
  return failure === null ? Math.max(0, ms - withoutCore) : Infinity;
}

async function timed(what: string, pids: readonly number[], ask: Ask): Promise<Asked> {
  const [started, waited] = [performance.now(), coreWaits(pids)];
  const failure = await ask();
  return {
    what,
    ms: performance.now() - started,
    withoutCore: longestWait(waited, coreWaits(pids)),
    failure,
  };
}

async function post(
  url: string,
  agent: Agent,
  credentials: Readonly<Record<string, string>>,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<string | null> {
  return exchange(`${url}/graphql`, agent, credentials, JSON.stringify({ query, variables }));
}

/** Why there was no response without errors; null if there was one. */
function exchange(
  url: string,
  agent: Agent,
  credentials: Readonly<Record<string, string>>,
  body: string | null,
): Promise<string | null> {
  const content = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body ?? '') };
  const headers = { ...credentials, ...(body !== null && content) };
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    const outgoing = request(url, { method: body === null ? 'GET' : 'POST', agent, headers });
    outgoing.on('error', failed);
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', failed);
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isWell = response.statusCode === 200 && (body === null || hasNoErrors(text));
        resolve(isWell ? null : `${response.statusCode} ${text.slice(0, 300)}`);
      });
    });
    outgoing.end(body ?? undefined);
  });
}

function hasNoErrors(text: string): boolean {
  return !('errors' in fieldsOf(JSON.parse(text)));
}

/** Opens a WebSocket and authenticates. */
function greet(url: string): Promise<string | null> {
  const options = { localAddress: OTHER_ADDRESS };
  const socket = new WebSocket(`${url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', options);
  return new Promise((resolve) => {
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', (code) => resolve(`closed with ${code}`));
    socket.on('open', () => socket.send(`{"type":"connection_init","payload":{"x-api-key":"${API_KEY}"}}`));
    socket.on('message', (data: Buffer) => {
      const message = String(data);
      resolve(message.includes('connection_ack') ? null : message);
      socket.close();
    });
  });
}
