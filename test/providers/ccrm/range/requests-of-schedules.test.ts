import { expect, test } from '@jest/globals';
import { readDirectly } from './schedules/read-directly.js';
import { isRight } from './schedules/read-schedule.js';
import { aSchedule } from './schedules/schedule.js';

/* Schedules of every order, shape, bound and total that are quick to read, with the measured number of requests. */

const REQUESTS = [
  [4, 1],
  [5, 1],
  [6, 9],
  [7, 10],
  [8, 1],
  [9, 15],
  [10, 6],
  [12, 1],
  [13, 6],
  [14, 1],
  [15, 6],
  [16, 1],
  [17, 2],
  [18, 1],
  [19, 21],
  [20, 1],
  [21, 3],
  [22, 11],
  // Two of them check a total that an empty page contradicts.
  [23, 10],
  [24, 13],
  [25, 9],
  [26, 4],
  [27, 13],
  [28, 1],
  [29, 11],
  [33, 14],
  [34, 1],
  [35, 29],
  [37, 7],
  [39, 26],
  [40, 12],
  [41, 20],
  [42, 5],
  [43, 1],
  [45, 11],
  [46, 6],
  [47, 4],
  [48, 6],
  [49, 7],
  [50, 1],
  [51, 5],
  [52, 9],
  [53, 1],
  [54, 4],
  [55, 2],
  [56, 8],
  [57, 13],
  [58, 12],
  [59, 1],
] as const;

test.each(REQUESTS)('schedule %i is read correctly in up to %i requests', async (seed, most) => {
  const outcome = await readDirectly(aSchedule(seed));
  expect(isRight(outcome) ? 'right' : outcome).toBe('right');
  expect(outcome.requests).toBeLessThanOrEqual(most);
});
