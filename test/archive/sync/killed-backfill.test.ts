import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/archive/database/database.js';
import { joined } from '../../../src/archive/store/coverage.js';
import type { ArchiveEngine } from '../../../src/config/settings.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { createRandom, type Random } from '../../support/random.js';
import { buildProgram, type Program } from '../../support/a-process.js';
import { archiveEnvironment, startArchiveCommand } from '../../support/an-archive-command.js';
import { eventually } from '../../support/eventually.js';
import { aPast, firstDayOf } from '../a-past.js';
import { describeEngines } from '../engines.js';

const PAST = { calls: 1500, days: 120 };
/** `KILL_SEED=7 KILLS=20 npm test -- killed-backfill` kills at other times, and more often. */
const SEED = Number(process.env['KILL_SEED'] ?? 20251126);
const KILLS = Number(process.env['KILLS'] ?? 4);
/** The approximate number of requests of an undisturbed backfill. */
const REQUESTS = 190;

let program: Program;
let sandbox: Sandbox;

beforeAll(async () => {
  program = await buildProgram();
  sandbox = await startSandbox({ data: aPast(PAST) });
  sandbox.behaviour.pageSize = 50;
});

afterAll(async () => {
  program.kill();
  await sandbox.close();
});

function addressOf(engine: ArchiveEngine): string {
  return engine.kind === 'sqlite' ? `sqlite:${engine.path}` : engine.url.href;
}

const startSync = (engine: ArchiveEngine) =>
  startArchiveCommand(program, archiveEnvironment(sandbox, addressOf(engine), firstDayOf(PAST)), ['sync']);

/** Syncs until the process is killed at a random time: after so many requests and some milliseconds. */
async function killedSync(engine: ArchiveEngine, random: Random): Promise<void> {
  const before = sandbox.requests.length;
  const requests = random.whole(1, Math.ceil(REQUESTS / KILLS));
  const running = startSync(engine);
  await Promise.race([eventually(() => sandbox.requests.length >= before + requests), running.end]);
  await sleep(random.whole(0, 30));
  running.process.kill('SIGKILL');
  await running.end;
  // The next process needn't wait until the dead one's lease expires.
  await using database = { ...(await openDatabase(engine)), [Symbol.asyncDispose]: () => database.close() };
  await database.tables.updateTable('leases').set({ until: 0 }).execute();
}

/** The contents of the archive without their times of writing. */
async function contentsOf(engine: ArchiveEngine) {
  await using database = { ...(await openDatabase(engine)), [Symbol.asyncDispose]: () => database.close() };
  const { tables } = database;
  const calls = await tables
    .selectFrom('calls')
    .select([
      'uuid',
      'started_at',
      'record',
      'direction',
      'duration',
      'has_notes',
      'note_count',
      'notes_read',
    ])
    .orderBy('uuid')
    .execute();
  const keys = await tables
    .selectFrom('call_keys')
    .innerJoin('calls', 'calls.id', 'call_keys.call')
    .select(['calls.uuid', 'call_keys.key', 'call_keys.started_at'])
    .orderBy('calls.uuid')
    .orderBy('call_keys.key')
    .execute();
  const notes = await tables
    .selectFrom('notes')
    .innerJoin('calls', 'calls.id', 'notes.call')
    .select(['notes.uuid', 'notes.record', 'calls.uuid as call'])
    .orderBy('notes.uuid')
    .execute();
  const words = await tables.selectFrom('note_words').select('rowid').execute();
  const coverage = await tables
    .selectFrom('coverage')
    .select(['start_at as start', 'end_at as end'])
    .orderBy('start_at')
    .execute();
  return { calls, keys, notes, words: words.length, coverage: joined(coverage) };
}

describeEngines((create) => {
  // Red if an interval and its calls are written in two transactions, or a call and its keys.
  test(`a backfill killed ${String(KILLS)} times (seed ${String(SEED)}) results in the same archive as an undisturbed one`, async () => {
    const random = createRandom(SEED);
    const undisturbed = await create();
    const disturbed = await create();
    expect(await startSync(undisturbed).end).toMatchObject({ code: 0, complaint: '' });
    for (let kill = 0; kill < KILLS; kill += 1) await killedSync(disturbed, random);
    expect(await startSync(disturbed).end).toMatchObject({ code: 0, complaint: '' });
    const expected = await contentsOf(undisturbed);
    const contents = await contentsOf(disturbed);
    expect(expected.calls).toHaveLength(PAST.calls);
    expect(expected.notes).toHaveLength(225);
    expect({ ...contents, coverage: null }).toEqual({ ...expected, coverage: null });
    // Both ends of the coverage depend on the time of the run.
    expect(contents.coverage).toHaveLength(expected.coverage.length);
  }, 300_000);
});
