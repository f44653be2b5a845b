import { describe, expect, test } from '@jest/globals';
import { LimitError } from '../../../src/domain/operation/limit-error.js';
import { openScope } from '../../../src/domain/operation/operation-scope.js';
import { MAX_RESPONSE_BYTES, WorkCount } from '../../../src/domain/operation/work-limits.js';

const pagesError = (measured: number) => ({
  name: 'LimitError',
  message: 'The calls of the range exceed 3 pages of the call history; request a shorter range.',
  details: { limit: { name: 'requests', allowed: 3, measured, provider: 'ccrm' } },
});
const valuesError = (measured: number) => ({
  message: 'The response exceeds 10 values; request fewer items (`first`) or fields.',
  details: { limit: { name: 'values', allowed: 10, measured } },
});
const { signal } = new AbortController();

function thrown(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('the pages of an operation', () => {
  test('are counted, and exceeding the limit is an error', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    work.countPages(2);
    work.countPages(1);
    expect(thrown(() => work.countPages(2))).toMatchObject(pagesError(5));
    work.recountPages();
    expect(thrown(() => work.countPages(3))).toBeUndefined();
  });

  test('may all belong to one interval, which has the same limit', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    expect(thrown(() => work.checkPages(3))).toBeUndefined();
    expect(thrown(() => work.checkPages(4))).toMatchObject(pagesError(4));
  });
});

describe('the values of a response', () => {
  test('are counted; the first over the limit are an error, and later ones are rejected', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    expect([work.countValues(4), work.countValues(6), work.responseProblem()]).toEqual([true, true, null]);
    expect(thrown(() => work.countValues(1))).toMatchObject(valuesError(11));
    expect(work.countValues(5)).toBe(false);
    expect(work.responseProblem()).toMatchObject(valuesError(11));
  });

  test('are recounted if the operation is executed again, unless they exceeded the limit', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    work.countValues(10);
    work.recountValues();
    expect(work.countValues(10)).toBe(true);
    thrown(() => work.countValues(1));
    work.recountValues();
    expect(work.responseProblem()).toBeInstanceOf(LimitError);
  });
});

test('the error for a response that is too long states the maximum length', () => {
  const work = new WorkCount({ pages: 3, values: 10 });
  work.rejectLongResponse();
  expect(MAX_RESPONSE_BYTES).toBe(16_777_216);
  expect(work.responseProblem()).toMatchObject({
    message: 'The response exceeds 16777216 bytes; request fewer items (`first`) or fields.',
    details: { limit: { name: 'bytes', allowed: 16_777_216 } },
  });
});

test('a LimitError may have no details', () => {
  expect(new LimitError('Too much.').details).toEqual({});
});

describe('a scope', () => {
  test('enforces its limits', () => {
    const scope = openScope({ signal, limits: { pages: 3, values: 10 } });
    scope.work.countPages(3);
    expect(() => scope.work.countPages(1)).toThrow(LimitError);
    scope.work.recountPages();
    scope.work.countPages(3);
    expect(() => scope.work.checkPages(4)).toThrow(LimitError);
    expect(scope.work.countValues(9)).toBe(true);
    scope.work.recountValues();
    expect(scope.work.countValues(10)).toBe(true);
    expect(scope.work.responseProblem()).toBeNull();
    scope.work.rejectLongResponse();
    expect(scope.work.responseProblem()).toBeInstanceOf(LimitError);
  });

  test('without limits counts nothing, and has no deadline, pace or lease holder', () => {
    const scope = openScope({ signal });
    scope.work.countPages(1e9);
    scope.work.checkPages(1e9);
    scope.work.recountPages();
    scope.work.recountValues();
    scope.report({ kind: 'READ', freshMs: 1, writable: false });
    expect([scope.work.countValues(1e9), scope.work.responseProblem(), scope.timeLeft()]).toEqual([
      true,
      null,
      Infinity,
    ]);
    expect([scope.readsLive, scope.pace, scope.leaseHolder, scope.operation]).toEqual([
      false,
      undefined,
      undefined,
      scope,
    ]);
  });

  test('of shared work has the properties of the requesting operation, or the defaults if there is none', () => {
    const pace = () => Promise.resolve();
    const asker = openScope({ signal, readsLive: true, pace, leaseHolder: 'one' });
    const shared = openScope({ signal, asker: () => asker });
    expect(shared).toMatchObject({ operation: asker, readsLive: true, pace, leaseHolder: 'one' });
    const abandoned = openScope({ signal, asker: () => undefined });
    expect(abandoned.operation).toBe(abandoned);
    expect([abandoned.readsLive, abandoned.pace, abandoned.leaseHolder]).toEqual([
      false,
      undefined,
      undefined,
    ]);
  });
});
