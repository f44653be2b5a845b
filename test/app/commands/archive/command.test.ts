import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../../../src/archive/database/database.js';
import { startSandbox, type Sandbox } from '../../../../src/sandbox/sandbox.js';
import { aPast, firstDayOf } from '../../../archive/a-past.js';
import { buildProgram, type Program } from '../../../support/a-process.js';
import {
  archiveEnvironment,
  type CommandEnd,
  type Environment,
  startArchiveCommand,
} from '../../../support/an-archive-command.js';
import { eventually } from '../../../support/eventually.js';

const PAST = { calls: 300, days: 20 };
const NOTES = 45;
/** Texts of calls, notes and credentials, none of which may be printed. */
const SECRETS = /600 ?000 ?123|Nowak|Katarzyna|Notatka|hidden|sandbox-ccrm-token/;

let program: Program;
let sandbox: Sandbox;
let folder: string;
let files = 0;

beforeAll(async () => {
  program = await buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
  sandbox = await startSandbox({ data: aPast(PAST) });
});

afterEach(() => {
  Object.assign(sandbox.data, aPast(PAST));
  sandbox.behaviour.faults = [];
});

afterAll(async () => {
  program.kill();
  await sandbox.close();
  await rm(folder, { recursive: true });
});

/** The settings of a workspace whose archive is a file that doesn't exist yet. */
function anArchive(settings: Environment = {}): Environment & { readonly file: string } {
  const file = join(folder, `${String((files += 1))}.db`);
  const { ...environment } = archiveEnvironment(sandbox, `sqlite:${file}`, firstDayOf(PAST));
  return { ...environment, ...settings, file };
}

const start = ({ file: _, ...environment }: Environment, ...operands: string[]) =>
  startArchiveCommand(program, environment, operands);

/** Runs the command and asserts that its output contains nothing secret or personal. */
async function run(environment: Environment, ...operands: string[]): Promise<CommandEnd> {
  const end = await start(environment, ...operands).end;
  expect(`${end.output}${end.complaint}`).not.toMatch(SECRETS);
  return end;
}

test('sync fills the archive, prints its progress and exits with 0; status reports the same without requests', async () => {
  const archive = anArchive();
  const { code, output, complaint } = await run(archive, 'sync');
  const lines = output.trimEnd().split('\n');
  expect(lines.at(-1)).toMatch(
    /^acme: complete as of \d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ: 100\.0 %, 300 calls, 45 notes\.$/,
  );
  for (const line of lines.slice(0, -1)) {
    expect(line).toMatch(/^acme: \d+\.\d %, \d+ calls?, \d+ notes?(, \d+ calls? with notes to read)?$/);
  }
  expect([code, complaint]).toEqual([0, '']);

  sandbox.clearRequests();
  const [table, json] = await Promise.all([run(archive, 'status'), run(archive, 'status', '--json')]);
  expect(table.output).toMatch(
    /^workspace +state +covered +from +to +calls +notes +pending notes +up to date\nacme +FOLLOWING +100 % +\S+Z +\S+Z +300 +45 +0 +\S+Z\n$/,
  );
  const instant = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
  expect(JSON.parse(json.output)).toEqual({
    workspaces: [
      {
        id: 'acme',
        state: 'FOLLOWING',
        reason: null,
        coveredPercent: 100,
        from: instant,
        to: instant,
        calls: PAST.calls,
        notes: NOTES,
        pendingNotes: 0,
        syncedAt: instant,
      },
    ],
  });
  expect([table.code, json.code, sandbox.requests]).toEqual([0, 0, []]);
});

// Red without the pacer, or without the signal handler.
test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)(
  'sync stays within its requests per minute; %s ends it with %s without losing data',
  async (signal, code) => {
    const archive = anArchive({ ARCHIVE_REQUESTS_PER_MINUTE: '60' });
    sandbox.clearRequests();
    const begun = performance.now();
    const running = start(archive, 'sync');
    await eventually(() => /[1-9]\d* calls/.test(running.output()) && sandbox.requests.length >= 5);
    running.process.kill(signal);
    const end = await running.end;
    const minutes = (performance.now() - begun) / 60_000;
    expect(end.output).toMatch(
      /\nacme: interrupted: \d+\.\d %, [1-9]\d* calls?, [^\n]+\. Archived data is kept; run the command again to continue\.\n$/,
    );
    expect([end.code, end.complaint]).toEqual([code, '']);
    expect(sandbox.requests.length).toBeLessThanOrEqual(1 + 60 * minutes);
    const archived = /(\d+) calls?,[^\n]+Archived/.exec(end.output)?.[1];
    const status: unknown = JSON.parse((await run(archive, 'status', '--json')).output);
    expect(status).toMatchObject({ workspaces: [{ calls: Number(archived), state: 'BACKFILLING' }] });
  },
);

// Red if the lease isn't acquired, or if data archived by another process doesn't count.
test('sync reports that another process fills the archive, waits for it, and continues when it is gone', async () => {
  const archive = anArchive();
  expect((await run(archive, 'sync', '--since', firstDayOf({ days: 1 }))).code).toBe(0);
  await using database = await aDatabase(archive.file);
  const { id: account } = await database.tables.selectFrom('accounts').select('id').executeTakeFirstOrThrow();
  await database.tables
    .insertInto('leases')
    .values({ account, holder: 'another', until: Date.now() + 29_000 })
    .execute();
  sandbox.clearRequests();
  const running = start(archive, 'sync');
  await eventually(() =>
    running.output().includes('acme: waiting for another process that is filling this archive'),
  );
  expect(sandbox.requests).toEqual([]);
  await database.tables.deleteFrom('leases').execute();
  expect((await running.end).code).toBe(0);
});

test('sync exits with 1 and the reason if the provider rejects the key or notes can’t be read', async () => {
  const [uuid = ''] = Object.entries(sandbox.data.notes).flatMap(([call, notes]) =>
    notes.length > 0 ? [call] : [],
  );
  sandbox.behaviour.faults.push({
    provider: 'ccrm',
    route: 'notes',
    query: { callHistory: uuid },
    rawBody: '<html>',
  });
  const [refused, unreadable] = await Promise.all([
    run(anArchive({ CCRM_TOKEN: 'hidden' }), 'sync'),
    run(anArchive(), 'sync'),
  ]);
  expect(refused.output).toMatch(/^acme: not complete: .+ UPSTREAM_UNAUTHORIZED\. .+\n$/m);
  expect(unreadable.output).toMatch(
    /^acme: not complete: 100\.0 %, .+ 1 call with notes to read\. The notes of 1 call can’t be read: UPSTREAM_BAD_RESPONSE\.\n$/m,
  );
  expect([refused.code, unreadable.code]).toEqual([1, 1]);
});

test('verify lists missing, extra and changed calls with the time at which their interval was fetched', async () => {
  const archive = anArchive();
  await run(archive, 'sync');
  const same = await run(archive, 'verify', '--sample', '5');
  expect(same.output).toMatch(
    /^(acme {2}\S+Z to \S+Z {2}\d+ calls? {2}same\n)+acme: Compared \d+ intervals with \d+ calls: no differences\.\n$/,
  );
  expect(same.code).toBe(0);

  const { calls } = sandbox.data;
  const [extra, changed, missing] = [0, 1, 2].map((rest) => calls.filter((_, index) => index % 3 === rest));
  Object.assign(sandbox.data, {
    calls: [
      ...(changed ?? []).map((call) => ({ ...call, duration: 1000 })),
      ...(missing ?? []),
      ...(missing ?? []).map((call, index) => ({
        ...call,
        uuid: `20000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      })),
    ],
  });
  const different = await run(archive, 'verify');
  expect(extra).not.toEqual([]);
  const difference = /^ {2}(\w+) ([\da-f-]{36}), started \S+Z, fetched \S+Z(: .+)?$/gm;
  const found = [...different.output.matchAll(difference)].map(([, kind, uuid = '', fields]) => [
    kind,
    uuid[0],
    fields,
  ]);
  expect(new Set(found.map(String))).toEqual(
    new Set(['missing,2,', 'extra,0,', 'changed,0,: durationSeconds']),
  );
  expect(different.output).toMatch(
    /: [\d,]+ differences\. A difference may be a change since the interval was fetched/,
  );
  expect(different.code).toBe(1);
});

// Red if an interval is compared only once.
test('verify fetches an interval again before it reports a difference', async () => {
  const archive = anArchive();
  await run(archive, 'sync');
  const empty = { success: true, data: [], otherData: { totalCount: 0 }, message: 'OK' };
  sandbox.behaviour.faults.push({
    provider: 'ccrm',
    route: 'callHistory',
    status: 200,
    body: empty,
    times: 1,
  });
  const { code, output } = await run(archive, 'verify', '--sample', '3');
  expect([code, output]).toEqual([0, expect.stringContaining('no differences.')]);
});

// Red if nothing keeps the process alive between two requests: it would end after the first interval.
test('verify waits for its pace, and compares every interval or says that it was interrupted', async () => {
  const archive = anArchive();
  await run(archive, 'sync');
  const paced = { ...archive, ARCHIVE_REQUESTS_PER_MINUTE: '60' };
  const { code, output, complaint } = await run(paced, 'verify', '--sample', '3');
  expect([code, complaint]).toEqual([0, '']);
  expect(output).toContain('acme: Compared 3 intervals with');
  const running = start(paced, 'verify', '--sample', '100');
  await eventually(() => running.output().includes('same'));
  running.process.kill('SIGINT');
  const interrupted = await running.end;
  expect([interrupted.code, interrupted.complaint]).toEqual([130, '']);
  expect(interrupted.output).toMatch(/\nacme: Compared .+ Couldn’t compare \d+ intervals: interrupted\.\n$/);
});

test('verify exits with 2 if the provider rejects the key or nothing is archived', async () => {
  const archive = anArchive();
  await run(archive, 'sync');
  const refused = await run({ ...archive, CCRM_TOKEN: 'hidden' }, 'verify');
  expect(refused.output).toMatch(/^acme: Couldn’t compare \d+ intervals: UPSTREAM_UNAUTHORIZED\. .+\n$/);
  await using database = await aDatabase(archive.file);
  await database.tables.deleteFrom('coverage').execute();
  const empty = await run(archive, 'verify');
  expect(empty.output).toBe('acme: There are no archived intervals to compare.\n');
  expect([refused.code, empty.code]).toEqual([2, 2]);
});

// Red if the error is unhandled: the program crashes with 1, as if there were differences.
test('a database error during a read is reported; verify exits with 2, status with 1', async () => {
  const archive = anArchive();
  await run(archive, 'sync');
  await using database = await aDatabase(archive.file);
  await database.tables.schema.dropTable('coverage').execute();
  const ends = await Promise.all([run(archive, 'verify'), run(archive, 'status')]);
  const complaint = 'The archive’s database failed: no such table: coverage\n';
  expect(ends).toEqual([2, 1].map((code) => ({ code, output: '', complaint })));
});

test('invalid arguments and unusable archives are rejected with the reason', async () => {
  const archive = anArchive();
  const without = { ...archive, ARCHIVE_URL: '', ARCHIVE_SINCE: '', ARCHIVE_REQUESTS_PER_MINUTE: '' };
  const cases: readonly (readonly [string, number, Environment, ...string[]])[] = [
    ['No archive is configured: set ARCHIVE_URL', 2, without, 'sync'],
    ['Unknown archive command “snyc” (did you mean `sync`?).', 2, archive, 'snyc'],
    ['Unknown archive command “fill”: use sync, status, verify.', 2, archive, 'fill'],
    ['Unknown option “--sinc” (did you mean `--since`?).', 2, archive, 'sync', '--sinc', '2024-01-01'],
    [
      'archive sync has no option --json; its options are --workspace and --since.',
      2,
      archive,
      'sync',
      '--json',
    ],
    ['--since must be a past date such as 2023-01-31.', 2, archive, 'sync', '--since', '2023-02-31'],
    [
      '--since is more than 40 days ago',
      2,
      { ...archive, ARCHIVE_KEEP_DAYS: '40' },
      'sync',
      '--since',
      '2023-02-01',
    ],
    ['--sample must be a whole number from 1 to 1000.', 2, archive, 'verify', '--sample', '0'],
    ['No workspace has this id. Configured: acme.', 2, archive, 'status', '--workspace', 'elsewhere'],
    ['Nothing is archived yet: the file in `archive.url` doesn’t exist.', 1, archive, 'status'],
    ['Nothing is archived yet: the file in `archive.url` doesn’t exist.', 2, archive, 'verify'],
    [
      'The archive’s database can’t be opened: ',
      1,
      { ...archive, ARCHIVE_URL: `sqlite:${folder}/no/a.db` },
      'sync',
    ],
    [
      'The archive’s database can’t be opened: ',
      1,
      { ...archive, ARCHIVE_URL: 'postgres://acme:hidden@127.0.0.1:1/archive' },
      'status',
    ],
    [
      'The archive’s database can’t be opened: ',
      2,
      { ...archive, ARCHIVE_URL: 'postgres://acme:hidden@127.0.0.1:1/archive' },
      'verify',
    ],
  ];
  for (const [complaint, code, environment, ...operands] of cases) {
    const end = await run(environment, ...operands);
    expect([end.code, end.output, end.complaint]).toEqual([code, '', expect.stringContaining(complaint)]);
  }
});

async function aDatabase(path: string) {
  const database = await openDatabase({ kind: 'sqlite', path });
  return { ...database, [Symbol.asyncDispose]: () => database.close() };
}
