import { setImmediate as othersTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import {
  inTurn,
  isTurnOver,
  nextTurn,
  nextTurnOfSame,
  waitForTurn,
} from '../../src/domain/operation/turns.js';

const [ewa, jan] = [{ name: 'ewa' }, { name: 'jan' }];

/** Works for longer than operations may in one turn of the event loop. */
function work(): void {
  for (const end = performance.now() + 30; performance.now() < end;);
}

/** The order in which five operations of ewa and one of jan continue if all are ready at the same time. */
async function orderOf(give: (caller: object) => unknown): Promise<readonly string[]> {
  await othersTurn();
  const order: string[] = [];
  const operation = async (caller: { readonly name: string }) => {
    await give(caller);
    work();
    order.push(caller.name);
  };
  const callers = [ewa, ewa, ewa, ewa, ewa, jan];
  const ended = { value: false };
  const all = Promise.all(callers.map(operation)).finally(() => (ended.value = true));
  while (!ended.value) {
    await othersTurn();
    order.push('turn');
  }
  await all;
  return order;
}

// Red if everything that is ready continues in the same turn.
test('operations that are ready at the same time run in separate turns, alternating between callers', async () => {
  const order = await orderOf((caller) => inTurn(caller, Promise.resolve()));
  expect(order.slice(0, order.indexOf('jan')).filter((name) => name === 'ewa').length).toBeLessThanOrEqual(2);
  expect(order.join(' ')).not.toMatch(/(ewa|jan) (ewa|jan)/);
});

test('returns an available value synchronously, and doesn’t wait if the event loop has time', async () => {
  await othersTurn();
  expect(inTurn(ewa, 1)).toBe(1);
  expect(nextTurn(ewa)).toBeNull();
  await expect(inTurn(ewa, Promise.reject(new Error('failed')))).rejects.toThrow('failed');
});

// Red if it comes after the caller's other operations, all of which would be half done at the same time.
test('an operation whose turn is over continues before the others of its caller, and after another caller’s', async () => {
  await othersTurn();
  const order: string[] = [];
  const long = async () => {
    expect(nextTurn(ewa)).toBeNull();
    expect(isTurnOver()).toBe(false);
    work();
    expect(isTurnOver()).toBe(true);
    await nextTurnOfSame(ewa);
    expect(isTurnOver()).toBe(false);
    order.push('the long one');
  };
  const other = async (caller: { readonly name: string }) => {
    await nextTurn(caller);
    order.push(caller.name);
  };
  await Promise.all([long(), other(ewa), other(jan)]);
  expect(order).toEqual(['jan', 'the long one', 'ewa']);
});

// Red if only the first operation of each caller counts: one that continues hasn't waited.
test('the longest wait includes all waiting operations, even those behind one that continues', async () => {
  await othersTurn();
  const waits: number[] = [];
  const long = async () => {
    await nextTurn(ewa);
    for (let turn = 0; turn < 4; turn += 1) {
      work();
      await nextTurnOfSame(ewa);
      waits.push(waitForTurn());
    }
  };
  await Promise.all([long(), nextTurn(ewa)]);
  expect(waits.at(-1)).toBeGreaterThan(100);
  await othersTurn();
  expect(waitForTurn()).toBe(0);
});

// Red if the operation that waits for a parsed response waits for another turn before it continues.
test('of the operations that need the result of a turn, one continues in that turn', async () => {
  await othersTurn();
  expect(nextTurn(jan)).toBeNull();
  await nextTurn(ewa, true);
  expect(nextTurn(jan)).not.toBeNull();
  expect(nextTurn(ewa)).toBeNull();
  const second = nextTurn(ewa);
  expect(second).not.toBeNull();
  await second;
  expect(nextTurn(ewa)).not.toBeNull();
});

test('an operation doesn’t continue in a turn whose time is used up', async () => {
  await othersTurn();
  expect(nextTurn(jan)).toBeNull();
  await nextTurn(ewa, true);
  work();
  expect(nextTurn(ewa)).not.toBeNull();
});
