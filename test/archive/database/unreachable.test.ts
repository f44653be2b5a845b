import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/archive/database/database.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import { buildProgram } from '../../support/a-process.js';
import { archiveEnvironment } from '../../support/an-archive-command.js';
import { aCall, numberedUuid, wireDate } from '../../support/builders.js';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { eventually } from '../../support/eventually.js';
import { stopTimers } from '../../support/stopped-timers.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';
import { startRelay } from '../a-relay.js';
import { openStore } from '../a-store.js';

const DAY = 86_400_000;
const NOW = Date.now();
const DATES = Array.from({ length: 2000 }, (_, index) => NOW - 3 * DAY - index * (DAY / 20));
const CALLS = DATES.map((at, index) =>
  aCall({
    uuid: numberedUuid(index),
    callDate: wireDate(at),
    note: 0,
  }),
);

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

// Red without time limits for reads and connections: the first response never arrives, and nothing is archived until
// the system closes the connections.
test('if PostgreSQL stops answering, queries are answered live, and the archive is used again later', async () => {
  const url = await postgres.createDatabase();
  await using relay = await startRelay(url);
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'postgres', url: relay.urlOf(url) },
      since: wireDate(NOW - 200 * DAY).slice(0, 10),
      requestsPerMinute: 10_000,
      keepDays: null,
    },
    sandbox: { data: { calls: CALLS } },
    upstream: { deadline: 8 },
  });
  const latest = `query ($from: DateTime!) { calls(from: $from, first: 1) { nodes { uuid } } }`;
  const ask = () => switchboard.query(latest, { from: wireDate(NOW - 190 * DAY).replace(' ', 'T') + 'Z' });
  const isArchived = async () => (await ask()).extensions?.['archive'] !== undefined;
  await eventually(isArchived, 60_000);
  relay.isCut = true;
  const live = await ask();
  expect(live).toEqual({ data: { calls: { nodes: [{ uuid: numberedUuid(0) }] } } });
  relay.isCut = false;
  await eventually(isArchived, 60_000);
}, 150_000);

test('the archive opens although a busy PostgreSQL takes three seconds to accept a connection', async () => {
  await using relay = await startRelay(await postgres.createDatabase(), { delay: 3000 });
  const database = await openDatabase({ kind: 'postgres', url: relay.urlOf(relay.target) });
  expect(database.engine).toBe('postgres');
  await database.close();
});

// Red if connections live as long as they are in use.
test('when another PostgreSQL becomes the primary, the archive can be written again within minutes', async () => {
  const engine = { kind: 'postgres', url: await postgres.createDatabase() } as const;
  // The pool replaces its connections by these timers.
  using timers = stopTimers('Timeout');
  await using opened = await openStore(engine);
  const write = () =>
    opened.store.setStatus({ syncedAt: 1 }).then(
      () => true,
      () => false,
    );
  expect(await write()).toBe(true);
  // Open connections can only read, like those to the former primary; new ones can write.
  await using other = await openStore(engine);
  const { tables } = other.database;
  await sql`alter role switchboard set default_transaction_read_only = off`.execute(tables);
  await sql`alter system set default_transaction_read_only = on`.execute(tables);
  await sql`select pg_reload_conf()`.execute(tables);
  await eventually(async () => !(await write()));
  for (let seconds = 0; seconds < 80 && !(await write()); seconds += 1) timers.pass(1000);
  expect(await write()).toBe(true);
}, 120_000);

// Red if the exit waits for the database without a limit, or for it after everything else.
test('a process exits within 10 s of SIGTERM although PostgreSQL and a sender are silent', async () => {
  const url = await postgres.createDatabase();
  await using relay = await startRelay(url);
  const sandbox = await startSandbox({ data: { calls: CALLS } });
  const program = await buildProgram();
  const running = await program.startWith({
    ...archiveEnvironment(sandbox, relay.urlOf(url).href, wireDate(NOW - 200 * DAY).slice(0, 10)),
    PORT: '0',
  });
  await eventually(() => sandbox.requests.length > 0);
  const sender = connect(Number(new URL(running.url).port), '127.0.0.1').on('error', () => undefined);
  sender.write('POST /graphql HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n');
  sender.write('Content-Length: 100\r\n\r\n{');
  // Its request has arrived before this one.
  await fetch(`${running.url}/health/live`);
  relay.isCut = true;
  running.signal('SIGTERM');
  expect(await Promise.race([running.exit, sleep(10_000, 'still running', { ref: false })])).toBe(0);
  sender.destroy();
  program.kill();
  await sandbox.close();
}, 60_000);
