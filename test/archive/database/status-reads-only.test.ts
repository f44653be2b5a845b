import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/archive/database/database.js';
import type { ArchiveEngine } from '../../../src/config/settings.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { buildProgram, type Program } from '../../support/a-process.js';
import { archiveEnvironment, startArchiveCommand } from '../../support/an-archive-command.js';
import { describeEngines } from '../engines.js';

const LATEST = '004-lost-notes';

let program: Program;
let sandbox: Sandbox;

beforeAll(async () => {
  program = await buildProgram();
  sandbox = await startSandbox({ data: { calls: [] } });
});
afterAll(async () => {
  program.kill();
  await sandbox.close();
});

function run(engine: ArchiveEngine, ...operands: readonly string[]) {
  const url = engine.kind === 'sqlite' ? `sqlite:${engine.path}` : engine.url.href;
  return startArchiveCommand(program, archiveEnvironment(sandbox, url, '2025-03-01'), operands).end;
}

async function open(engine: ArchiveEngine) {
  const database = await openDatabase(engine);
  return { tables: database.tables, [Symbol.asyncDispose]: () => database.close() };
}

describeEngines((create) => {
  // Red if a command migrates it: a replica of the earlier release couldn't open it after a restart.
  test('status and verify don’t migrate a database that an earlier release serves, and say so', async () => {
    const engine = await create();
    await using earlier = await open(engine);
    await sql`delete from archive_migration where name = ${LATEST}`.execute(earlier.tables);
    const ends = await Promise.all([run(engine, 'status'), run(engine, 'verify')]);
    const { rows } = await sql`select name from archive_migration`.execute(earlier.tables);
    expect(rows).not.toContainEqual({ name: LATEST });
    const complaint =
      'The archive’s database can’t be opened: this release hasn’t created or migrated its tables; a server or `archive sync` does\n';
    expect(ends).toEqual([1, 2].map((code) => ({ code, output: '', complaint })));
  });

  // Red if the account is created.
  test('status reports a workspace that was never archived, and creates nothing for it', async () => {
    const engine = await create();
    await using empty = await open(engine);
    const { code, output } = await run(engine, 'status', '--json');
    expect(await empty.tables.selectFrom('accounts').selectAll().execute()).toEqual([]);
    expect([code, JSON.parse(output)]).toMatchObject([
      0,
      { workspaces: [{ id: 'acme', state: 'BACKFILLING', coveredPercent: 0, calls: 0, syncedAt: null }] },
    ]);
  });
});
