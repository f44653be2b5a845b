import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { startMatrix, type Cell, type Matrix } from './fault-cells.js';
import type { FaultKind, Moment } from './fault-proxy.js';

const SEEDS = [1, 2, 3];
const TIMEOUT = ['UPSTREAM_TIMEOUT'];
const UNAVAILABLE = ['UPSTREAM_UNAVAILABLE'];
const BAD_RESPONSE = ['UPSTREAM_BAD_RESPONSE'];

/**
 * passing: a second attempt gets the right data. lasting: it is the final response, which a retry wouldn't change.
 * maybe: it depends on the byte.
 */
const FAULTS: readonly (readonly [Moment, FaultKind, 'passing' | 'lasting' | 'maybe', readonly string[]])[] =
  [
    ['connecting', 'delay', 'passing', TIMEOUT],
    ['connecting', 'reset', 'passing', UNAVAILABLE],
    ['headers', 'delay', 'passing', TIMEOUT],
    ['headers', 'drip', 'passing', TIMEOUT],
    ['headers', 'reset', 'passing', UNAVAILABLE],
    ['headers', 'truncate', 'passing', UNAVAILABLE],
    ['headers', 'corrupt', 'maybe', [...BAD_RESPONSE, ...UNAVAILABLE, ...TIMEOUT]],
    ['headers', 'status', 'passing', UNAVAILABLE],
    ['headers', 'header', 'lasting', BAD_RESPONSE],
    ['body', 'delay', 'passing', TIMEOUT],
    ['body', 'drip', 'passing', TIMEOUT],
    ['body', 'reset', 'passing', BAD_RESPONSE],
    ['body', 'truncate', 'passing', BAD_RESPONSE],
    ['body', 'corrupt', 'maybe', BAD_RESPONSE],
    ['body', 'body', 'lasting', BAD_RESPONSE],
  ];

let matrix: Matrix;
let timersBefore: number;

beforeAll(async () => {
  matrix = await startMatrix();
  timersBefore = timers();
});

afterAll(() => matrix.close());

/*
 * Every endpoint, affected once and on every request, for every seed. Red without the attempt's time limit (delay,
 * drip), the retry (passing faults that occur once), the check of the content type (header), of JSON (body), or of
 * the end of a response (truncate, reset).
 */
test.each(FAULTS)(
  'a fault at the stage %s (%s) results in the right data, or null with the right code, in time',
  async (moment, kind, nature, codes) => {
    const cells = SEEDS.flatMap((seed) =>
      [1, Infinity].flatMap((times) =>
        matrix.endpoints.map((endpoint): Cell => ({ endpoint, moment, kind, times, seed })),
      ),
    );
    const outcomes = await Promise.all(cells.map((cell) => matrix.run(cell)));
    const wrong = outcomes.filter(({ cell, outcome }) => {
      if (nature === 'maybe') return outcome !== 'right' && !codes.includes(outcome);
      if (nature === 'passing' && cell.times === 1) return outcome !== 'right';
      return !codes.includes(outcome);
    });
    expect(wrong).toEqual([]);
  },
  20_000,
);

// Red if a response isn't destroyed after its failure, or an attempt's timer isn't cleared.
test('the faults leave no connection open and no timer running', async () => {
  expect(matrix.leftOpen).toEqual([]);
  await eventually(() => timers() <= timersBefore);
});

function timers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
}
