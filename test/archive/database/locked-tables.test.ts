import { afterAll, beforeAll, expect, test } from '@jest/globals';
import pg from 'pg';
import { aCall, numberedUuid, wireDate } from '../../support/builders.js';
import { type GraphQLAnswer, startSwitchboard } from '../../support/a-switchboard.js';
import { eventually } from '../../support/eventually.js';
import { measured } from '../../support/measured.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';

const DAY = 86_400_000;
const NOW = Date.now();
const CALLS = Array.from({ length: 2000 }, (_, index) =>
  aCall({
    uuid: numberedUuid(index),
    callDate: wireDate(NOW - 3 * DAY - index * (DAY / 20)),
    note: 0,
  }),
);
/** In seconds. */
const DEADLINE = 3;

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

async function start() {
  const url = await postgres.createDatabase();
  const since = wireDate(NOW - 200 * DAY).slice(0, 10);
  const board = await startSwitchboard({
    metrics: true,
    archive: { engine: { kind: 'postgres', url }, since, requestsPerMinute: 10_000, keepDays: null },
    sandbox: { data: { calls: CALLS } },
    upstream: { attemptTimeout: 1, deadline: DEADLINE },
  });
  const other = new pg.Client({ connectionString: url.href });
  await other.connect();
  return {
    board,
    async lock(): Promise<void> {
      await other.query('begin');
      await other.query('lock table calls in access exclusive mode');
    },
    async [Symbol.asyncDispose]() {
      await other.end();
      await board.close();
    },
  };
}

/** The milliseconds that some work takes. */
async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

// Red if reads wait for the database without regard to the operation: until its time limit for statements, half a minute.
test.each([
  'query ($from: DateTime!) { calls(from: $from, first: 1) { nodes { uuid } } }',
  'query ($from: DateTime!) { calls(from: $from, first: 1) { totalCount } }',
  'query ($from: DateTime!, $to: DateTime!) { callStatistics(from: $from, to: $to, groupBy: STATUS) { callCount } }',
  'query ($from: DateTime!) { calls(from: $from, first: 1) { totalCount } archive { calls } }',
])(
  'while another transaction locks the calls, an operation ends by its deadline: %s',
  async (query) => {
    await using started = await start();
    const { board } = started;
    const [from, to] = [NOW - 190 * DAY, NOW].map((instant) => `${wireDate(instant).replace(' ', 'T')}Z`);
    const ask = () => board.query(query, { from, to });
    await eventually(async () => (await ask()).extensions?.['archive'] !== undefined);
    await started.lock();
    let answer: GraphQLAnswer<unknown> = {};
    const time = await timeOf(async () => (answer = await ask()));
    expect(time).toBeLessThan((DEADLINE + 2) * 1000);
    expect(answer.errors?.map(({ extensions }) => extensions?.['code'])).toContain('SERVICE_UNAVAILABLE');
  },
  120_000,
);

// Red if a scrape waits as long: Prometheus gives up after ten seconds, and takes the server for down.
test('while another transaction locks the calls, a scrape takes a few seconds and has every metric', async () => {
  await using started = await start();
  const { board } = started;
  const archive = () => measured(board, 'archive_state', 'archive_calls', 'build_info');
  await eventually(async () => (await archive())['archive_calls{workspace="sandbox"}'] === CALLS.length);
  await started.lock();
  const began = performance.now();
  let slowest = 0;
  // Statuses are cached for ten seconds.
  while (performance.now() - began < 12_000) slowest = Math.max(slowest, await timeOf(archive));
  expect(slowest).toBeLessThan(8000);
  expect(await archive()).toMatchObject({ 'archive_calls{workspace="sandbox"}': CALLS.length });
}, 120_000);
