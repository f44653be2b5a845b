import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { encodeGlobalId } from '../../src/graph/relay/global-id.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { buildProgram, type Program, type SwitchboardProcess } from '../support/a-process.js';
import { numberedUuid } from '../support/builders.js';

// The program is compiled first.
/** The limits of root fields per document and of items per list. */
const ALIASES = 50;
const ITEMS = 1000;
/**
 * The CPU seconds that one request may take: its stall without other load, with a margin for a busy machine. Each took
 * up to 4 s when every alias read every id and created every error again.
 */
const MAX_SECONDS = 1;

let program: Program;
let sandbox: Sandbox;
let server: SwitchboardProcess;

beforeAll(async () => {
  program = await buildProgram();
  sandbox = await startSandbox();
  server = await program.start(sandbox);
});
afterAll(async () => {
  program.kill();
  await sandbox.close();
});

const list = (item: (index: number) => unknown) => Array.from({ length: ITEMS }, (_, index) => item(index));
const uuid = (index: number) => numberedUuid(index);
const localDate = '2025-03-12 10:00:00';
const callId = (index: number) =>
  encodeGlobalId({ kind: 'Call', workspace: 'elsewhere', uuid: uuid(index), localDate });
const extensionId = (index: number) =>
  encodeGlobalId({ kind: 'Extension', workspace: 'default', sip: `none${index}` });
const brokenId = (index: number) => Buffer.from(`["Call",${index}`).toString('base64url');

const aliases = (field: (alias: string) => string) =>
  Array.from({ length: ALIASES }, (_, index) => field(`a${index}`)).join(' ');
const nodes = `query ($list: [ID!]!) { ${aliases((alias) => `${alias}: nodes(ids: $list) { id }`)} }`;
const entities = `query ($list: [_Any!]!) { ${aliases((alias) => `${alias}: _entities(representations: $list) { __typename }`)} }`;
const calls = `query ($list: [ID!]!) { ${aliases((alias) => `${alias}: _callsById(ids: $list) { id }`)} }`;
const uuids = `query ($list: [ID!]!) { ${aliases((alias) => `${alias}: _callsByUuid(uuids: $list) { id }`)} }`;
const sips = `query ($list: [ID!]!) { ${aliases((alias) => `${alias}: _extensionsBySip(sips: $list) { id }`)} }`;

describe('one request with fifty aliases takes less than a second of CPU time', () => {
  test.each<[string, string, readonly unknown[]]>([
    ['nodes: ids of another workspace', nodes, list(callId)],
    ['nodes: ids of extensions', nodes, list(extensionId)],
    ['nodes: invalid ids', nodes, list(brokenId)],
    ['nodes: one id', nodes, list(() => callId(1))],
    ['_callsById', calls, list(callId)],
    ['_callsByUuid: invalid uuids', uuids, list((index) => `x${index}`)],
    ['_extensionsBySip', sips, list((index) => `none${index}`)],
    [
      '_entities: ids of another workspace',
      entities,
      list((index) => ({ __typename: 'Call', id: callId(index) })),
    ],
    [
      '_entities: ids of extensions',
      entities,
      list((index) => ({ __typename: 'Extension', id: extensionId(index) })),
    ],
    ['_entities: invalid ids', entities, list((index) => ({ __typename: 'Note', id: brokenId(index) }))],
    ['_entities: representations without a key', entities, list(() => ({ __typename: 'Call' }))],
    ['_entities: representations without a type', entities, list(() => ({}))],
    ['_entities: sips', entities, list((index) => ({ __typename: 'Extension', sip: `none${index}` }))],
  ])('%s', async (_, query, items) => {
    const before = await processorTime();
    const response = await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables: { list: items } }),
    });
    expect(response.status).toBe(200);
    await response.text();
    const taken = (await processorTime()) - before;
    expect(taken).toBeLessThan(MAX_SECONDS);
  });
});

/** The CPU seconds used by the server so far. */
async function processorTime(): Promise<number> {
  const text = await (await fetch(`${server.url}/metrics`)).text();
  return Number(/^process_cpu_seconds_total (\S+)$/m.exec(text)?.[1]);
}
