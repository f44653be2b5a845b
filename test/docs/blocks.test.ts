import { createHash } from 'node:crypto';
import { parseEnv } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { loadSettings } from '../../src/config/load-settings.js';
import { sandboxWorkspace } from '../../src/app/sandbox-workspace.js';
import { loadFile, problemsOf } from '../config/settings-problems.js';
import { buildProgram, type Program } from '../support/a-process.js';
import { eventually } from '../support/eventually.js';
import { startSwitchboard, type Switchboard } from '../support/a-switchboard.js';
import { aCall, aNote } from '../support/builders.js';
import { anApiKey, anAuth } from '../support/an-api-key.js';
import { startGrowingHistory, type GrowingHistory } from '../subscriptions/a-call-history.js';
import { startProject, type Project } from './a-project.js';
import { blocksOf, PAGES, type Block } from './pages.js';

/*
 * Every block of README.md and docs/ works as described: a `graphql` block is answered without an error, with the
 * variables of a following `json variables` block, and as a following `json` block says; `graphql masked` is sent by a
 * caller without access to personal data, and `graphql archived` to a server with an archive. `ts` and `curl` run, and
 * print the text of a following `text` or `json` block; `ts` also runs while the providers fail.
 * `yaml` and `dotenv` are valid settings; `yaml` with a file name configures another program. A line of `sh` that
 * starts with `switchboard` runs the program.
 */

const BLOCKS = PAGES.flatMap(blocksOf);
const LANGUAGES = ['dotenv', 'graphql', 'json', 'nginx', 'sh', 'text', 'ts', 'yaml'];
const MANIFEST = 'schema/trusted-documents.json';
const NOW = new Date('2026-06-01T10:00:00Z');

let program: Program;
let board: Switchboard;
let masked: Switchboard;
let growing: GrowingHistory;
/** A Switchboard with an archive of one call with a note. */
let archived: Switchboard;
/** A Switchboard whose providers all fail. */
let failing: Switchboard;
let project: Project;

beforeAll(async () => {
  project = startProject();
  program = await buildProgram();
  const sandbox = { now: NOW };
  board = await startSwitchboard({ sandbox, trustedDocuments: { mode: 'log', manifest: MANIFEST } });
  masked = await startSwitchboard({
    sandbox,
    workspaces: (own) => [{ ...sandboxWorkspace(own), id: 'acme' }],
    auth: anAuth([anApiKey('masked', { maskPersonalData: true, scopes: ['calls:read', 'notes:read'] })]),
  });
  const engine = { kind: 'sqlite', path: ':memory:' } as const;
  archived = await startSwitchboard({
    archive: { engine, since: null, requestsPerMinute: 10_000, keepDays: null },
    sandbox: { data: { calls: [aCall({ note: 1 })], notes: { [aCall().uuid]: [aNote()] } } },
  });
  growing = await startGrowingHistory();
  failing = await startSwitchboard({ sandbox });
  failing.sandbox.behaviour.faults = [{ status: 503 }];
  // The files that commands read are written before they run.
  BLOCKS.filter(({ info }) => info.endsWith('.ts')).forEach((block) => written(block));
});
afterAll(async () => {
  await Promise.all([board.close(), archived.close(), masked.close(), growing.close(), failing.close()]);
  program.kill();
  project.remove();
});

test.each(PAGES)('%s has only code blocks in known languages', (page) => {
  const languages = blocksOf(page).map(({ language }) => language);
  expect(languages.filter((language) => !LANGUAGES.includes(language))).toEqual([]);
});

describe('a query', () => {
  test.each(inLanguage('graphql'))('returns the response that $page shows in line $line', async (block) => {
    const { variables, answer } = expectationsOf(block);
    if (block.info === 'archived') await eventually(isFilled);
    const asked = await (block.info === 'masked'
      ? masked.query(block.text, variables, { 'x-api-key': 'masked' })
      : (block.info === 'archived' ? archived : board).query(block.text, variables));
    if (answer === undefined) expect(asked).not.toHaveProperty('errors');
    // The archive times differ between runs.
    else if (block.info === 'archived')
      expect({ ...asked, extensions: {} }).toEqual({ ...answer, extensions: {} });
    else expect(asked).toEqual(answer);
  });
});

async function isFilled(): Promise<boolean> {
  const { data } = await archived.query<{ archive: { notes: number; state: string } | null }>(
    '{ archive { notes state } }',
  );
  return data?.archive?.notes === 1 && data.archive.state === 'FOLLOWING';
}

describe('a command', () => {
  test.each(inLanguage('sh').filter(({ text }) => /^(curl|npx|switchboard) /.test(text)))(
    'prints what $page shows in line $line',
    async (block) => {
      const printed = await project.runShell(`${installed()}\n${here(block.text, board)}`);
      if (block.next?.language === 'json') expect(JSON.parse(printed)).toEqual(JSON.parse(block.next.text));
    },
  );
});

describe('a program', () => {
  test.each(inLanguage('ts').filter(({ text }) => text.includes('console.log')))(
    'prints what $page shows in line $line',
    async (block) => {
      const printed = project.runFile(written(block));
      if (isLive(block)) {
        await eventually(() => growing.pages() > 0);
        growing.appear(1);
      }
      expect(await printed).toEqual(block.next?.language === 'text' ? block.next.text : expect.any(String));
    },
  );

  // A program that waits for a call keeps waiting: an outage delays calls, but loses none.
  test.each(inLanguage('ts').filter((block) => asksForData(block) && !isLive(block)))(
    'on $page in line $line reports a failed provider and prints no empty values',
    async (block) => {
      const { printed, complained } = await project.outcomeOf(written(block, failing));
      expect(complained).toContain('The provider answered with a server error.');
      expect(printed).not.toMatch(/undefined|null|NaN|\b0 /);
    },
  );

  test('passes the type check on every page', async () => {
    inLanguage('ts').forEach((block) => written(block));
    expect(await project.typeErrors()).toBe('');
  });
});

describe('settings', () => {
  test.each(inLanguage('yaml').filter(({ info }) => info === ''))(
    'of $page, line $line, are valid',
    ({ text }) => {
      const names = [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name);
      const values = names.map(
        (name) => [name, /SHA256/.test(name) ? hash(name) : `rediss://${name}`] as const,
      );
      expect(problemsOf(() => loadFile(text, Object.fromEntries(values)))).toEqual({});
    },
  );

  test.each(inLanguage('yaml').filter(({ info }) => info !== ''))(
    'of another program, on $page in line $line, are YAML and use only supported headers',
    ({ text }) => {
      expect(parse(text)).toEqual(expect.any(Object));
      const headers = [...text.matchAll(/named: ([\w-]+)/g)].map(([, name = '']) => name.toLowerCase());
      expect(
        headers.filter((name) => !['x-api-key', 'authorization', 'cache-control'].includes(name)),
      ).toEqual([]);
    },
  );

  test.each(inLanguage('dotenv'))('of $page, line $line, are valid', ({ text }) => {
    expect(problemsOf(() => loadSettings({ ...parseEnv(text) }))).toEqual({});
  });
});

/** The package's `bin` as a shell function, with its own settings. */
function installed(): string {
  return `switchboard() { env -i "$(command -v node)" ${program.main} "$@"; }`;
}

function inLanguage(language: string): readonly Block[] {
  return BLOCKS.filter((block) => block.language === language);
}

/** The variables and the response in the blocks after a query; undefined if there are none. */
function expectationsOf({ next }: Block): {
  variables: Record<string, unknown>;
  answer: Readonly<Record<string, unknown>> | undefined;
} {
  const hasVariables = next?.info === 'variables';
  const answer = hasVariables ? next.next : next;
  return {
    variables: hasVariables ? JSON.parse(next.text) : {},
    answer: answer?.language === 'json' && answer.info === '' ? JSON.parse(answer.text) : undefined,
  };
}

/** Writes a program into the project to run against this server. */
function written(block: Block, server = isLive(block) ? growing : board): string {
  return project.write(block, here(block.text, server));
}

/** Whether the block is a program that queries a server. */
function asksForData({ text }: Block): boolean {
  return text.includes('console.log') && text.includes('http://127.0.0.1:4000');
}

/** Whether a program waits for a call. */
function isLive({ text }: Block): boolean {
  return text.includes('callAdded');
}

/** The text with this server's address instead of that of `npm start`. */
function here(text: string, { url }: Switchboard): string {
  return text.replaceAll('http://127.0.0.1:4000', url);
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
