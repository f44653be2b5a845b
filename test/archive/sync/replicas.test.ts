import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../../src/archive/database/database.js';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { buildProgram, type Program, type SwitchboardProcess } from '../../support/a-process.js';
import { archiveEnvironment } from '../../support/an-archive-command.js';
import { eventually } from '../../support/eventually.js';
import { aPast, firstDayOf } from '../a-past.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';

/** More requests than are sent before the test ends. */
const PAST = { calls: 30_000, days: 900 };
/** The latency of requests in milliseconds, long enough that one is in flight most of the time. */
const LATENCY = 150;

let postgres: PostgresServer;
let program: Program;
let sandbox: Sandbox;

beforeAll(async () => {
  [postgres, program] = await Promise.all([startPostgres(), buildProgram()]);
  sandbox = await startSandbox({ data: aPast(PAST) });
  Object.assign(sandbox.behaviour, {
    pageSize: 10,
    latencyMs: { callHistory: LATENCY, notes: LATENCY },
    ccrmTokens: ['one', 'two'],
  });
}, 120_000);

afterAll(async () => {
  program.kill();
  await sandbox.close();
  await postgres.stop();
});

/** The replica that sent each request, in order, identified by its token. */
function senders(): readonly string[] {
  return sandbox.requests.map(({ headers }) => headers['authorization']?.replace('Bearer ', '') ?? 'nobody');
}

/** The replicas that sent requests, in order, without consecutive repetitions. */
function turns(): readonly string[] {
  return senders().filter((sender, index, all) => sender !== all[index - 1]);
}

/** Waits for so many more requests of a replica. */
async function moreRequests(sender: string, more: number): Promise<void> {
  const count = () => senders().filter((each) => each === sender).length;
  const before = count();
  await eventually(() => count() >= before + more, 120_000);
}

// Red if the lease isn't checked, or if a stopped process doesn't check it again before it sends a request.
test('one of two replicas syncs; if it stalls or dies, the other takes over and the stalled one sends nothing', async () => {
  const url = await postgres.createDatabase();
  await using database = {
    ...(await openDatabase({ kind: 'postgres', url })),
    [Symbol.asyncDispose]: () => database.close(),
  };
  const start = (token: string): Promise<SwitchboardProcess> =>
    program.startWith({
      ...archiveEnvironment(sandbox, url.href, firstDayOf(PAST)),
      CCRM_TOKEN: token,
      PORT: '0',
    });
  const one = await start('one');
  await moreRequests('one', 5);
  const two = await start('two');
  await moreRequests('one', 60);
  expect(turns()).toEqual(['one']);

  one.signal('SIGSTOP');
  await moreRequests('two', 20);
  one.signal('SIGCONT');
  await moreRequests('two', 60);
  expect(turns()).toEqual(['one', 'two']);

  two.signal('SIGKILL');
  await two.exit;
  // The other one has already waited once until a lease expired.
  await database.tables.updateTable('leases').set({ until: 0 }).execute();
  await moreRequests('one', 20);
  expect(turns()).toEqual(['one', 'two', 'one']);
}, 400_000);
