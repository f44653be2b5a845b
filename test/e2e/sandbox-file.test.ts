import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { buildProgram, type Program, type SwitchboardProcess } from '../support/a-process.js';

const RANGE = 'from: "2026-03-04T12:00:00Z", to: "2026-03-05T00:00:00Z"';

let program: Program;
let folder: string;

beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'switchboard-'));
});
afterAll(async () => {
  program.kill();
  await rm(folder, { recursive: true });
});

test('a file with only `auth` serves the sandbox to its keys, and masks personal data for a masking key', async () => {
  const scopes = '[clients:read, calls:read, notes:read]';
  const server = await served(`auth:
  apiKeys:
    - { name: all, sha256: ${hash('all')}, workspaces: [sandbox], scopes: ${scopes} }
    - { name: masked, sha256: ${hash('masked')}, workspaces: [sandbox], scopes: ${scopes}, maskPersonalData: true }
`);
  const query = `{
    calls(${RANGE}, filter: { hasNotes: true }, first: 1) {
      nodes { externalParty { phone { e164 } } notes { text } }
    }
  }`;
  expect(await ask(server, query)).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(await ask(server, query, 'all')).toEqual({ data: numbersLike(/^\+\d+$/) });
  expect(await ask(server, query, 'masked')).toMatchObject({
    data: numbersLike(/^\+\d+ [*]/),
    errors: expect.arrayContaining([expect.objectContaining({ message: 'The scope pii:read is required.' })]),
  });
});

test('several sandbox workspaces have different company names, extensions and calls', async () => {
  const server = await served('sandbox: { workspaces: [acme, globex] }');
  const answer = await ask(
    server,
    `{
      workspaces { id client { clientId name } }
      acme: calls(workspace: "acme", ${RANGE}, first: 1) { nodes { uuid client { name } } }
      globex: calls(workspace: "globex", ${RANGE}, first: 1) { nodes { uuid client { name } } }
      sip: extension(workspace: "globex", speedDial: "107") { sip account { name } }
    }`,
  );
  const calls = (name: string) => ({ nodes: [{ uuid: expect.any(String), client: { name } }] });
  expect(answer).toEqual({
    data: {
      workspaces: [
        { id: 'acme', client: { clientId: '12', name: 'acme' } },
        { id: 'globex', client: { clientId: '13', name: 'globex' } },
      ],
      acme: calls('acme'),
      globex: calls('globex'),
      sip: { sip: 'globexSIP107', account: { name: 'Globex Warszawa' } },
    },
  });
  const uuids = new Set(JSON.stringify(answer).match(/"uuid":"[^"]+"/g));
  expect(uuids.size).toBe(2);
});

test('the sandbox’s calls and notes are archived in memory, without a log line for each request', async () => {
  const server = await served('sandbox: { workspaces: [acme] }');
  await eventually(async () => {
    const answer = await ask(server, '{ archive { calls notes state } }');
    const { data } = answer as { data: { archive: { calls: number; notes: number } | null } };
    return data.archive !== null && data.archive.calls > 0 && data.archive.notes > 0;
  });
  expect(server.printed()).not.toContain('upstream request');
});

/** Starts the program with a settings file of this text. */
async function served(yaml: string): Promise<SwitchboardProcess> {
  const file = join(folder, 'switchboard.yaml');
  await writeFile(file, yaml);
  return program.startWith({ PORT: '0', SWITCHBOARD_CONFIG: file });
}

async function ask(server: SwitchboardProcess, query: string, key?: string): Promise<unknown> {
  const response = await fetch(`${server.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { 'x-api-key': key }) },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

function numbersLike(pattern: RegExp): unknown {
  const node = { externalParty: { phone: { e164: expect.stringMatching(pattern) } } };
  return { calls: { nodes: [expect.objectContaining(node)] } };
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
