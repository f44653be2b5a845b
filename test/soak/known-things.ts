import type { Agent } from 'node:http';
import { fieldsOf, listOf, textOf } from '../../bench/harness/values.ts';
import { exchange, operation } from './exchange.ts';

/** The data to query: found once, so that the same data are queried the whole time. */
export interface KnownThings {
  /** Global ids of calls, notes, extensions and the client. */
  readonly ids: readonly string[];
  readonly callUuids: readonly string[];
  readonly sips: readonly string[];
  readonly speedDials: readonly string[];
}

const CALLS = `query ($from: DateTime!, $to: DateTime!, $after: String) {
  calls(from: $from, to: $to, first: 500, after: $after) {
    nodes { id uuid notes { id } }
    pageInfo { hasNextPage endCursor }
  }
}`;
const OTHERS = '{ client { id } extensions(first: 500) { nodes { id sip speedDial } } }';
const EVERY_NTH = 5;

/**
 * Reads all calls between two instants with their notes, the extensions and the client, which fills the server's memory
 * with the same data each time; rejects if a response has an error.
 */
export async function readEverything(
  url: string,
  agent: Agent,
  range: { readonly from: string; readonly to: string },
): Promise<KnownThings> {
  const calls: Readonly<Record<string, unknown>>[] = [];
  for (let after: unknown = null; ;) {
    const { calls: page } = await dataOf(url, agent, CALLS, { ...range, after });
    const { nodes, pageInfo } = fieldsOf(page);
    calls.push(...listOf(nodes, fieldsOf));
    const { hasNextPage, endCursor } = fieldsOf(pageInfo);
    if (hasNextPage !== true) break;
    after = endCursor;
  }
  const { client, extensions } = await dataOf(url, agent, OTHERS, {});
  const phones = listOf(fieldsOf(extensions)['nodes'], fieldsOf);
  const asked = calls.filter((_call, index) => index % EVERY_NTH === 0);
  const notes = asked.flatMap((call) => listOf(call['notes'] ?? [], fieldsOf));
  return {
    ids: [...asked, ...notes, ...phones, fieldsOf(client)].map(({ id }) => textOf(id)),
    callUuids: asked.map(({ uuid }) => textOf(uuid)),
    sips: phones.map(({ sip }) => textOf(sip)),
    speedDials: phones.flatMap(({ speedDial }) => (typeof speedDial === 'string' ? [speedDial] : [])),
  };
}

async function dataOf(
  url: string,
  agent: Agent,
  query: string,
  variables: Readonly<Record<string, unknown>>,
): Promise<Readonly<Record<string, unknown>>> {
  const { status, answer } = await exchange(url, agent, operation(query, variables));
  if (status !== 200 || answer === null || answer['errors'] !== undefined) {
    throw new Error(`Not everything could be read: ${status} ${JSON.stringify(answer?.['errors'])}`);
  }
  return fieldsOf(answer['data']);
}
