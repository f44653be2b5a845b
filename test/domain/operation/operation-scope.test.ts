import { describe, expect, test } from '@jest/globals';
import type { OperationEvent } from '../../../src/domain/operation/operation-event.js';
import { createSingleFlights } from '../../../src/upstream/cache/single-flight.js';
import { aScope } from '../../support/a-scope.js';

const READ: OperationEvent = { kind: 'READ', freshMs: 5, writable: false };

describe('a child scope', () => {
  test('inherits everything from its parent, and is aborted by its parent’s signal or its own', () => {
    const events: OperationEvent[] = [];
    const pace = () => Promise.resolve();
    const caller = {};
    const whole = aScope({
      caller,
      readsLive: true,
      pace,
      leaseHolder: 'one',
      timeLeft: () => 300,
      report: (event) => events.push(event),
    });
    const over = new AbortController();
    const part = whole.child(over.signal);
    part.report(READ);
    expect(part.caller).toBe(caller);
    expect(part).toMatchObject({ operation: whole, readsLive: true, pace, leaseHolder: 'one' });
    expect(part.timeLeft()).toBe(300);
    expect(events).toEqual([READ]);
    const other = aScope({ signal: over.signal }).child(new AbortController().signal);
    over.abort();
    expect([part, other, whole].map(({ signal }) => signal.aborted)).toEqual([true, true, false]);
  });

  test('counts its work toward its parent’s limits unless it has limits of its own', () => {
    const whole = aScope({ limits: { pages: 2, values: 10 } });
    const { signal } = whole;
    whole.child(signal).work.countPages(2);
    whole.child(signal, { limits: { pages: 9, values: 10 } }).work.countPages(9);
    expect(() => whole.work.countPages(1)).toThrow(
      'The calls of the range exceed 2 pages of the call history',
    );
  });

  test('overrides its parent’s lease holder, and has no time left once aborted', () => {
    const whole = aScope({ leaseHolder: 'one', timeLeft: () => 300 });
    const part = whole.child(AbortSignal.abort(), { leaseHolder: 'another' });
    expect([part.leaseHolder, part.timeLeft(), whole.timeLeft()]).toEqual(['another', 0, 300]);
  });
});

test('shared work runs on behalf of the operation that has waited longest, and reports to every waiter', async () => {
  const flights = createSingleFlights<string>('ccrm');
  const told: string[] = [];
  const asker = (name: string) => {
    const controller = new AbortController();
    const report = (event: OperationEvent) => told.push(`${name} ${event.kind}`);
    const { signal } = controller;
    return { controller, scope: aScope({ signal, caller: { name }, leaseHolder: name, report }) };
  };
  const [first, second] = [asker('first'), asker('second')];
  const answer = Promise.withResolvers<string>();
  let shared = aScope();
  const start = (scope: typeof shared) => {
    shared = scope;
    return answer.promise;
  };
  const asked = Promise.allSettled([first, second].map(({ scope }) => flights.join('a', scope, start)));
  await Promise.resolve();
  shared.report(READ);
  const whose = () => [shared.operation, shared.leaseHolder, shared.caller];
  expect(whose()).toEqual([first.scope, 'first', { name: 'first' }]);
  first.controller.abort();
  shared.report(READ);
  expect(whose()).toEqual([second.scope, 'second', { name: 'second' }]);
  expect(told).toEqual(['first READ', 'second READ', 'second READ']);
  answer.resolve('answer');
  expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
