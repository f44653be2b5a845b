import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { createCallSource } from '../../../../src/providers/ccrm/ccrm.source.js';
import type { HttpClient } from '../../../../src/upstream/http/http-client.js';
import { createAnomalies } from '../../../../src/upstream/anomalies.js';
import { aLogger } from '../../../support/a-logger.js';
import { answerJson, startHttpServer, type TestServer } from '../../../support/http-server.js';
import { connectCcrm, NOTHING_KEPT } from '../a-ccrm.js';
import { type Outcome, readSchedule } from './schedules/read-schedule.js';
import { aSchedule, type Schedule } from './schedules/schedule.js';
import { ScheduledProvider } from './schedules/scheduled-provider.js';

/*
 * Every call that was there throughout is seen exactly once, or the answer is an error, whatever the provider's order,
 * ties, bounds, page size and totals, and whatever comes or goes after each response. An error only if a second and its
 * neighbours hold more than a page. `SCHEDULES=20000 SCHEDULES_SEED=7 npm test -- random-schedules` reads others.
 */

const SEED = Number(process.env['SCHEDULES_SEED'] ?? 20250312);
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 2000);
const OVER_HTTP = 100;

jest.setTimeout(60_000 + SCHEDULES * 100);

const { logger } = aLogger();
const anomalies = createAnomalies('ccrm', logger);

/** A client that asks the provider without a network. */
function directly(provider: ScheduledProvider): HttpClient {
  const client: HttpClient = {
    provider: 'ccrm',
    send: ({ url }) =>
      Promise.resolve({ status: 200, headers: {}, body: provider.answer(url.searchParams), isEmpty: false }),
    forAccount: () => client,
    close: () => undefined,
  };
  return client;
}

async function readDirectly(schedule: Schedule): Promise<Outcome> {
  const provider = new ScheduledProvider(schedule);
  const settings = { url: new URL('http://127.0.0.1/publicApi'), token: 'key', timezone: 'Europe/Warsaw' };
  const source = createCallSource(
    { id: 'acme', country: null },
    settings,
    directly(provider),
    anomalies,
    NOTHING_KEPT,
  );
  return readSchedule(schedule, provider, source.openHistory(new AbortController().signal));
}

function isRight({ lost, duplicates, misplaced, foreign, wrongCount, error, hasCrowd }: Outcome): boolean {
  const isAllowed = error === null || (hasCrowd && error.startsWith('UPSTREAM_BAD_RESPONSE'));
  return lost + duplicates + misplaced + foreign === 0 && wrongCount === null && isAllowed;
}

test(`${SCHEDULES} schedules lose no call and have none twice (seed ${SEED})`, async () => {
  const wrong: Outcome[] = [];
  let errors = 0;
  for (let index = 0; index < SCHEDULES; index += 1) {
    const outcome = await readDirectly(aSchedule(SEED + index));
    if (!isRight(outcome)) wrong.push(outcome);
    if (outcome.error !== null) errors += 1;
  }
  expect(wrong).toEqual([]);
  expect(errors).toBeLessThan(SCHEDULES / 10);
});

describe('over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startHttpServer();
  });
  afterAll(() => server.close());

  test(`${OVER_HTTP} schedules lose no call and have none twice (seed ${SEED})`, async () => {
    for (let index = 0; index < OVER_HTTP; index += 1) {
      const schedule = aSchedule(SEED + index);
      const provider = new ScheduledProvider(schedule);
      server.answer(({ target }, response) =>
        answerJson(response, provider.answer(new URL(target, server.url).searchParams)),
      );
      const connected = connectCcrm({ url: new URL('/publicApi', server.url), token: 'key' });
      const outcome = await readSchedule(schedule, provider, connected.open());
      connected.disconnect();
      expect(isRight(outcome) ? 'right' : outcome).toBe('right');
    }
  });
});
