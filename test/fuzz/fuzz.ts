import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import fc from 'fast-check';
import { buildSchema } from 'graphql';
import { oddBytes } from './odd-bytes.ts';
import { oddDocument } from './odd-document.ts';

/** The number of each status, and unexpected responses: the server's own faults, with their causes. */
export interface FuzzReport {
  readonly statuses: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

interface OddRequest {
  readonly method: string;
  readonly query: string;
  readonly [parameter: string]: unknown;
}

interface Outcome {
  readonly statuses: readonly number[];
  readonly body: string;
}

const AT_ONCE = 16;
const DOCUMENTS_PER_STREAM = 10;
/** The number of documents created at once. */
const BATCH = 1000;
/** The milliseconds after which a stream that the server still waits for is abandoned. */
const PATIENCE = 50;

/** Sends so many odd documents to the server at this address, and a tenth as many byte streams, all from the seed. */
export async function fuzz(url: string, documents: number, seed: number): Promise<FuzzReport> {
  const requests = oddRequest();
  const statuses = new Map<number, number>();
  const faults: string[] = [];

  async function run(tasks: readonly (() => Promise<Outcome>)[], sent: (index: number) => string) {
    const left = tasks.entries();
    async function work(): Promise<void> {
      for (const [index, task] of left) {
        const outcome = await task();
        for (const status of outcome.statuses) statuses.set(status, (statuses.get(status) ?? 0) + 1);
        const isFault =
          outcome.statuses.some((status) => status >= 500) || /INTERNAL_SERVER/.test(outcome.body);
        if (isFault)
          faults.push(`${outcome.statuses.join()} ${outcome.body.slice(0, 500)} after ${sent(index)}`);
      }
    }
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }

  for (let made = 0; made < documents; made += BATCH) {
    const count = Math.min(BATCH, documents - made);
    const batch = fc.sample(requests, { numRuns: count, seed: seed + made });
    await run(
      batch.map((each) => () => send(url, each)),
      (index) => JSON.stringify(batch[index]),
    );
    const streams = fc.sample(oddBytes, {
      numRuns: Math.ceil(count / DOCUMENTS_PER_STREAM),
      seed: seed + made,
    });
    await run(
      streams.map((bytes) => () => stream(url, bytes)),
      (index) => Buffer.from(streams[index] ?? []).toString('latin1'),
    );
  }
  return { statuses: Object.fromEntries(statuses), faults };
}

function oddRequest(): fc.Arbitrary<OddRequest> {
  const schema = buildSchema(readFileSync('schema/switchboard.graphql', 'utf8'));
  return fc.record({
    method: fc.constantFrom('POST', 'POST', 'POST', 'GET'),
    query: oddDocument(schema),
    variables: fc.oneof(
      { weight: 9, arbitrary: fc.constant({}) },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    ),
    operationName: fc.constantFrom(null, null, null, null, null, null, null, 'A', '', '__proto__'),
    extensions: fc.constantFrom(null, null, null, null, null, null, null, {}, [], {
      persistedQuery: { version: 1, sha256Hash: {} },
    }),
    documentId: fc.constantFrom(...Array.from({ length: 12 }, () => null), 'x', 1),
  });
}

async function send(url: string, { method, ...parameters }: OddRequest): Promise<Outcome> {
  const json = { 'content-type': 'application/json' };
  const search = Object.entries(parameters).flatMap(([name, value]): [string, string][] => {
    if (value === null) return [];
    return [[name, typeof value === 'string' ? value : JSON.stringify(value)]];
  });
  const response =
    method === 'GET'
      ? await fetch(`${url}/graphql?${new URLSearchParams(search).toString()}`, { headers: json })
      : await fetch(`${url}/graphql`, { method, headers: json, body: JSON.stringify(parameters) });
  return { statuses: [response.status], body: await response.text() };
}

async function stream(url: string, bytes: Uint8Array): Promise<Outcome> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  socket.setTimeout(PATIENCE, () => socket.destroy());
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.on('error', () => undefined);
  socket.write(bytes);
  await new Promise((closed) => socket.once('close', closed));
  const body = Buffer.concat(chunks).toString('latin1');
  return { statuses: [...body.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status)), body };
}
