import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { buildProgram, type Program } from '../../support/a-process.js';

// The program is compiled first.
const MAIN_QUERY = 'schema/operations/main-query.graphql';
const DAY = '{"from":"2026-03-04T00:00:00Z","to":"2026-03-05T00:00:00Z"}';

let program: Program;
let folder: string;

beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'explain-'));
});
afterAll(async () => {
  program.kill();
  await rm(folder, { recursive: true });
});

interface Ended {
  readonly status: unknown;
  readonly stdout: string;
  readonly stderr: string;
}

function explain(
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  return new Promise((ended) => {
    execFile(
      process.execPath,
      [program.main, 'explain', ...args],
      { env: environment },
      (error, stdout, stderr) => {
        ended({ status: error === null ? 0 : error.code, stdout, stderr });
      },
    );
  });
}

async function fileOf(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

test('explain prints the estimated requests to each provider, by field', async () => {
  expect(await explain([MAIN_QUERY, '--variables', DAY])).toEqual({
    status: 0,
    stderr: '',
    stdout: `query CallsWithNotes may send at most
   1  requests to voicenter
       1  calls.nodes.agents.extension
   1  requests to ringme
       1  calls.nodes.agents.extension
  63  requests to ccrm
       7  calls
       6  calls.totalCount
      50  calls.nodes.notes
The response may have 6958 values.
The operation is within the limits: 1500 requests to each provider, 250000 values.
`,
  });
});

test('explain exits with 1 if the server would reject the operation', async () => {
  const { status, stdout } = await explain([MAIN_QUERY, '--variables', DAY], { LIMIT_REQUESTS: '60' });
  expect(stdout).toContain('50  calls.nodes.notes');
  expect(stdout).toContain(
    '1 to ringme and 63 to ccrm; the limit is 60 for each. Most are for `calls.nodes.notes`: 50 to ccrm. To stay within the limit, use `first: 47` at `calls`.\n',
  );
  expect(status).toBe(1);
});

test('explain reads variables from a file, an operation by its name and workspaces from the settings', async () => {
  const file = await fileOf(
    'two.graphql',
    'query A { clients { name } } query B($ids: [ID!]!) { _extensionsBySip(sips: $ids) { sip } }',
  );
  const variables = await fileOf('variables.json', '{"ids":["1","2"]}');
  const settings = await fileOf(
    'settings.yaml',
    'workspaces: [{ id: a, voicenter: { code: x } }, { id: b, voicenter: { code: y } }]',
  );
  const { status, stdout } = await explain([file, '--operation', 'B', '--variables', `@${variables}`], {
    SWITCHBOARD_CONFIG: settings,
  });
  expect(stdout).toContain('2  requests to voicenter\n      2  _extensionsBySip\n');
  expect(status).toBe(0);
});

test.each<[string, string[], RegExp]>([
  ['without a file', [], /^explain needs exactly one argument: FILE\.\n\nUsage/],
  [
    'if the variables aren’t JSON',
    [MAIN_QUERY, '--variables', '{'],
    /^The variables must be a JSON object.\n$/,
  ],
  ...['[1]', '[]', 'null', '"a"', '1'].map((variables): [string, string[], RegExp] => [
    `if the variables are ${variables}`,
    [MAIN_QUERY, '--variables', variables],
    /^The variables must be a JSON object.\n$/,
  ]),
  [
    'if a variable is missing',
    [MAIN_QUERY],
    /^3:22 Variable "\$from" of required type .*\n3:40 Variable "\$to"/,
  ],
])('explain exits with 2 and the reason %s', async (_, args, message) => {
  const { status, stdout, stderr } = await explain(args);
  expect(stderr).toMatch(message);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
});

describe('explain reports why the server wouldn’t execute an operation', () => {
  test.each<readonly [string, string, readonly string[], number, string]>([
    [
      'a document that exceeds a limit',
      `{ ${'clients { name } '.repeat(51)} }`,
      [],
      1,
      'The document has 51 root fields; the limit is 50.\n',
    ],
    [
      'a list that is too long',
      `{ nodes(ids: [${'"x" '.repeat(1001)}]) { id } }`,
      [],
      1,
      'ids: 1001 given; at most 1000 are allowed.\n',
    ],
    ['a document with a syntax error', '{', [], 2, '1:2 Syntax Error: Expected Name, found <EOF>.\n'],
    [
      'a document with an unknown field',
      '{\n  client { nothing }\n}',
      [],
      2,
      '2:12 Cannot query field "nothing" on type "Client".\n',
    ],
    [
      'an ambiguous operation',
      'query A { __typename } query B { __typename }',
      [],
      2,
      '--operation must name one of: A, B\n',
    ],
    [
      'an unknown operation',
      'query A { __typename }',
      ['--operation', 'B'],
      2,
      '--operation must name one of: A\n',
    ],
  ])('%s', async (title, text, args, status, message) => {
    const file = await fileOf(`${title}.graphql`, text);
    const output = status === 1 ? { stdout: message, stderr: '' } : { stdout: '', stderr: message };
    expect(await explain([file, ...args])).toEqual({ status, ...output });
  });
});
