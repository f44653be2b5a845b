import { describe, expect, test } from '@jest/globals';
import { LimitError } from '../../../src/domain/operation/limit-error.js';
import { openScope } from '../../../src/domain/operation/operation-scope.js';
import { MAX_ANSWER_BYTES, WorkCount } from '../../../src/domain/operation/work-limits.js';

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
  test('are counted, and an error once there are too many', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    work.addPages(2);
    work.addPages(1);
    expect(thrown(() => work.addPages(2))).toMatchObject(pagesError(5));
    work.recountPages();
    expect(thrown(() => work.addPages(3))).toBeUndefined();
  });

  test('of one interval may be as many as of the operation', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    expect(thrown(() => work.checkPages(3))).toBeUndefined();
    expect(thrown(() => work.checkPages(4))).toMatchObject(pagesError(4));
  });
});

describe('the values of an answer', () => {
  test('are counted; the first that exceed the limit are an error, and later ones are refused', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    expect([work.addValues(4), work.addValues(6), work.answerProblem()]).toEqual([true, true, null]);
    expect(thrown(() => work.addValues(1))).toMatchObject(valuesError(11));
    expect(work.addValues(5)).toBe(false);
    expect(work.answerProblem()).toMatchObject(valuesError(11));
  });

  test('are counted anew for an operation that is executed again, unless they were too many', () => {
    const work = new WorkCount({ pages: 3, values: 10 });
    work.addValues(10);
    work.recountValues();
    expect(work.addValues(10)).toBe(true);
    thrown(() => work.addValues(1));
    work.recountValues();
    expect(work.answerProblem()).toBeInstanceOf(LimitError);
  });
});

test('an answer that is too long says how long it may be', () => {
  const work = new WorkCount({ pages: 3, values: 10 });
  work.refuseLongAnswer();
  expect(MAX_ANSWER_BYTES).toBe(16_777_216);
  expect(work.answerProblem()).toMatchObject({
    message: 'The response exceeds 16777216 bytes; request fewer items (`first`) or fields.',
    details: { limit: { name: 'bytes', allowed: 16_777_216 } },
  });
});

test('a limit that is exceeded may be told without numbers', () => {
  expect(new LimitError('Too much.').details).toEqual({});
});

describe('a scope', () => {
  test('counts within its limits', () => {
    const scope = openScope({ signal, limits: { pages: 3, values: 10 } });
    scope.countPages(3);
    expect(() => scope.countPages(1)).toThrow(LimitError);
    scope.recountPages();
    scope.countPages(3);
    expect(() => scope.checkPages(4)).toThrow(LimitError);
    expect(scope.countValues(9)).toBe(true);
    scope.recountValues();
    expect(scope.countValues(10)).toBe(true);
    expect(scope.answerProblem()).toBeNull();
    scope.refuseLongAnswer();
    expect(scope.answerProblem()).toBeInstanceOf(LimitError);
  });

  test('without limits counts nothing, and has no deadline, pace and lease', () => {
    const scope = openScope({ signal });
    scope.countPages(1e9);
    scope.checkPages(1e9);
    scope.recountPages();
    scope.recountValues();
    scope.refuseLongAnswer();
    scope.report({ kind: 'READ', freshMs: 1, writable: false });
    expect([scope.countValues(1e9), scope.answerProblem(), scope.timeLeft()]).toEqual([true, null, Infinity]);
    expect([scope.readsLive, scope.pace, scope.leaseHolder, scope.operation]).toEqual([
      false,
      undefined,
      undefined,
      scope,
    ]);
  });

  test('of work that operations share has what the one that asks has', () => {
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
