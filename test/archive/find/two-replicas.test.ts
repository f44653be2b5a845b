import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../../src/sandbox/sandbox.js';
import { buildProgram, type Program, type SwitchboardProcess } from '../../support/a-process.js';
import { describeWithRedis, startRedis, type RedisServer } from '../../support/a-redis.js';
import { aCall, numberedUuid, wireDate } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { upstreamRequests } from '../../support/upstream-requests.js';
import { type PostgresServer, startPostgres } from '../a-postgres.js';

/* Two processes on one PostgreSQL and one Redis, as in compose.yaml. */

const DAY = 86_400_000;
const NOW = Date.now();
/** One call on each of the past 200 days, without notes, so that ccrm.pl alone can't find them by uuid. */
const CALLS = Array.from({ length: 200 }, (_, index) =>
  aCall({ uuid: numberedUuid(index), callDate: wireDate(NOW - (index + 1) * DAY), note: 0 }),
);
const UNKNOWN = numberedUuid(99_999);

interface Answer {
  readonly data?: unknown;
  readonly errors?: unknown;
  readonly extensions?: { readonly archive?: { readonly asOf: string } };
}

describeWithRedis('two replicas', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let sandbox: Sandbox;
  let program: Program;
  let replicas: readonly SwitchboardProcess[];

  beforeAll(async () => {
    sandbox = await startSandbox({ data: { calls: CALLS } });
    postgres = await startPostgres();
    redis = await startRedis('secret');
    program = await buildProgram();
    const environment = {
      PORT: '0',
      CCRM_URL: sandbox.ccrmUrl,
      CCRM_TOKEN: sandbox.credentials.ccrmToken,
      CCRM_TIMEZONE: 'UTC',
      REDIS_URL: redis.url.href,
      ARCHIVE_URL: (await postgres.createDatabase()).href,
      ARCHIVE_SINCE: wireDate(NOW - 365 * DAY).slice(0, 10),
      ARCHIVE_REQUESTS_PER_MINUTE: '600',
    };
    replicas = await Promise.all([program.startWith(environment), program.startWith(environment)]);
  }, 120_000);

  afterAll(async () => {
    program.kill();
    await redis.close();
    await postgres.stop();
    await sandbox.close();
  });

  test('return the same archived calls by uuid, and request none from ccrm.pl', async () => {
    for (const replica of replicas) {
      await eventually(async () => (await callOf(replica, UNKNOWN)).errors === undefined);
    }
    sandbox.clearRequests();
    for (const index of [5, 60, 199]) {
      const answers = await Promise.all(replicas.map((replica) => callOf(replica, numberedUuid(index))));
      for (const answer of answers) {
        expect(answer.errors).toBeUndefined();
        expect(answer.data).toEqual({
          call: { uuid: numberedUuid(index), startedAt: instantOf(NOW - (index + 1) * DAY) },
        });
        expect(answer.extensions?.archive?.asOf).toBeDefined();
      }
      expect(answers[1]).toEqual(answers[0]);
    }
    // Without the archive, a call is located by its notes. The archive itself may read the latest calls meanwhile.
    expect(upstreamRequests(sandbox)['notes']).toBeUndefined();
  }, 120_000);
});

async function callOf({ url }: SwitchboardProcess, uuid: string): Promise<Answer> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: `{ call(uuid: "${uuid}") { uuid startedAt } }` }),
  });
  return JSON.parse(await response.text());
}

function instantOf(instant: number): string {
  return new Date(instant).toISOString().replace(/\.\d+Z$/, 'Z');
}
