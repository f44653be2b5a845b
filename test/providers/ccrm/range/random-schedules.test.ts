import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { answerJson, startHttpServer, type TestServer } from '../../../support/http-server.js';
import { connectCcrm } from '../a-ccrm.js';
import { readDirectly } from './schedules/read-directly.js';
import { isRight, type Outcome, readSchedule } from './schedules/read-schedule.js';
import { aSchedule } from './schedules/schedule.js';
import { ScheduledProvider } from './schedules/scheduled-provider.js';

/*
 * Every call that exists throughout is seen exactly once, or the response is an error, whatever the provider's order,
 * ties, bounds, page size and totals, and whatever changes after each response. It is an error only if a second and its
 * neighbours hold more than a page. `SCHEDULES=20000 SCHEDULES_SEED=7 npm test -- random-schedules` reads others.
 */

const SEED = Number(process.env['SCHEDULES_SEED'] ?? 20250312);
const SCHEDULES = Number(process.env['SCHEDULES'] ?? 2000);
const OVER_HTTP = 100;

jest.setTimeout(60_000 + SCHEDULES * 100);

test(`${SCHEDULES} schedules lose and duplicate no call (seed ${SEED})`, async () => {
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

const WITH_EMPTY = Math.ceil(SCHEDULES / 5);

test(`${WITH_EMPTY} schedules with empty responses and correct totals lose no call (seed ${SEED})`, async () => {
  const wrong: Outcome[] = [];
  for (let index = 0; index < WITH_EMPTY; index += 1) {
    const schedule = aSchedule(SEED + index);
    const outcome = await readDirectly({ ...schedule, totals: 'right', empty: 3 + (index % 5) });
    if (!isRight(outcome)) wrong.push(outcome);
  }
  expect(wrong).toEqual([]);
});

describe('over HTTP', () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await startHttpServer();
  });
  afterAll(() => server.close());

  test(`${OVER_HTTP} schedules lose and duplicate no call (seed ${SEED})`, async () => {
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
