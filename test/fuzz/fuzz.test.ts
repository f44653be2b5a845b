import { expect, jest, test } from '@jest/globals';
import { aCompany } from '../support/a-company.js';
import { startSwitchboard } from '../support/a-switchboard.js';
import { fuzz } from './fuzz.ts';

const SEED = 20250312;
const DOCUMENTS = 10_000;

jest.setTimeout(240_000);

test(`${DOCUMENTS} malformed documents and a tenth as many byte streams (seed ${SEED}) cause no internal error`, async () => {
  const ttl = { extensions: 3600, client: 3600, notes: 3600, recentCalls: 3600, closedCalls: 3600 };
  await using board = await startSwitchboard({ sandbox: { data: aCompany([0, 1]) }, ttl });
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', note);
  const { statuses, faults } = await fuzz(board.url, DOCUMENTS, SEED);
  process.off('unhandledRejection', note);
  expect(faults).toEqual([]);
  expect(unhandled).toEqual([]);
  expect(
    board.log.filter(({ msg }) => msg === 'internal error' || msg === 'Unexpected error processing request'),
  ).toEqual([]);
  expect(statuses[200]).toBeGreaterThan(DOCUMENTS / 5);
  expect((await fetch(`${board.url}/health/live`)).status).toBe(200);
});
