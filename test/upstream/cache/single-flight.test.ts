import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import type { OperationScope } from '../../../src/domain/operation/operation-scope.js';
import type { UpstreamAttempt } from '../../../src/domain/operation/upstream-use.js';
import { createSingleFlights } from '../../../src/upstream/cache/single-flight.js';

/** A load that the test resolves; `scopes` are those of the flights that started. */
function aQuestion() {
  const scopes: OperationScope[] = [];
  const answers: PromiseWithResolvers<string>[] = [];
  const start = (scope: OperationScope) => {
    const answer = Promise.withResolvers<string>();
    scopes.push(scope);
    answers.push(answer);
    return answer.promise;
  };
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { scopes, answers, start, settled };
}

const scope = aScope();

const ATTEMPT: UpstreamAttempt = {
  provider: 'ccrm',
  workspace: 'acme',
  route: 'notes',
  method: 'GET',
  host: 'ccrm.example.com',
  outcome: 'OK',
  status: 200,
  reason: null,
  started: 0,
  ms: 1,
  retried: false,
  afterLimit: false,
  inBackground: false,
};

describe('concurrent reads', () => {
  test('send one request and share its response', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { answers, start, settled } = aQuestion();
    const asked = [1, 2, 3].map(() => flights.join('a', scope, start));
    await settled();
    answers[0]?.resolve('answer');
    expect(await Promise.all(asked)).toEqual(['answer', 'answer', 'answer']);
    expect(answers).toHaveLength(1);
  });

  test('send separate requests for different keys', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { answers, start, settled } = aQuestion();
    const asked = ['a', 'b'].map((key) => flights.join(key, scope, start));
    await settled();
    for (const [index, answer] of answers.entries()) answer.resolve(String(index));
    expect(await Promise.all(asked)).toEqual(['0', '1']);
  });

  test('send a new request once the earlier one has ended', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const start = () => Promise.resolve('answer');
    await flights.join('a', scope, start);
    const { scopes, start: again, settled } = aQuestion();
    void flights.join('a', scope, again);
    await settled();
    expect(scopes).toHaveLength(1);
  });

  test('all fail with a failed request, and the next read sends a new one', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const failing = () => Promise.reject(new Error('down'));
    const asked = await Promise.allSettled([1, 2].map(() => flights.join('a', scope, failing)));
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.join('a', scope, () => Promise.resolve('up'))).toBe('up');
  });

  test('leave no abort listener behind', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const own = aScope();
    await flights.join('a', own, () => Promise.resolve('answer'));
    await flights.join('a', own, () => Promise.reject(new Error('down'))).catch(() => undefined);
    expect(getEventListeners(own.signal, 'abort')).toEqual([]);
  });
});

describe('a caller that aborts', () => {
  test('gets UPSTREAM_TIMEOUT at once, while the others get the response', async () => {
    const flights = createSingleFlights<string>('voicenter');
    const { answers, scopes, start, settled } = aQuestion();
    const leaving = new AbortController();
    const left = flights.join('a', aScope({ signal: leaving.signal }), start);
    const stayed = flights.join('a', scope, start);
    await settled();
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', provider: 'voicenter' });
    expect(scopes[0]?.signal.aborted).toBe(false);
    answers[0]?.resolve('answer');
    expect(await stayed).toBe('answer');
  });

  // Red if a flight isn't aborted: it would continue without a waiting caller.
  test('as the last one aborts the flight at once', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { scopes, start, settled } = aQuestion();
    const callers = [new AbortController(), new AbortController()];
    const asked = Promise.allSettled(
      callers.map((caller) => flights.join('a', aScope({ signal: caller.signal }), start)),
    );
    await settled();
    callers[0]?.abort();
    expect(scopes[0]?.signal.aborted).toBe(false);
    callers[1]?.abort();
    expect(scopes[0]?.signal.aborted).toBe(true);
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('as the last one doesn’t affect later callers', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { answers, scopes, start, settled } = aQuestion();
    const leaving = new AbortController();
    const left = flights.join('a', aScope({ signal: leaving.signal }), start).catch(() => undefined);
    await settled();
    leaving.abort();
    const asked = flights.join('a', scope, start);
    answers[0]?.reject(new Error('aborted'));
    await left;
    await settled();
    expect(scopes.map(({ signal }) => signal.aborted)).toEqual([true, false]);
    answers[1]?.resolve('answer');
    expect(await asked).toBe('answer');
  });

  test('before it joins starts no flight', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { scopes, start, settled } = aQuestion();
    await expect(flights.join('a', aScope({ signal: AbortSignal.abort() }), start)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    await settled();
    expect(scopes).toEqual([]);
  });
});

test('a flight has as much time left as the waiting caller with the most time left', async () => {
  const flights = createSingleFlights<string>('ccrm');
  const { scopes, start, settled } = aQuestion();
  const callers = [100, 300, 200].map((left) => {
    const caller = new AbortController();
    return { caller, scope: aScope({ signal: caller.signal, timeLeft: () => left }) };
  });
  const asked = Promise.allSettled(callers.map((each) => flights.join('a', each.scope, start)));
  await settled();
  const [flight = scope] = scopes;
  expect(flight.timeLeft()).toBe(300);
  callers[1]?.caller.abort();
  expect(flight.timeLeft()).toBe(200);
  for (const { caller } of callers) caller.abort();
  expect(flight.timeLeft()).toBe(0);
  await asked;
});

// Red if an abandoned flight that ends late deletes its successor.
test('the successor of an abandoned flight can be joined', async () => {
  const flights = createSingleFlights<string>('ccrm');
  const { answers, start, settled } = aQuestion();
  const leaving = new AbortController();
  const left = flights.join('a', aScope({ signal: leaving.signal }), start).catch(() => undefined);
  await settled();
  leaving.abort();
  const asked = flights.join('a', scope, start);
  await settled();
  answers[0]?.reject(new Error('aborted'));
  await left;
  await settled();
  const joined = flights.join('a', scope, start);
  await settled();
  answers[1]?.resolve('answer');
  expect(await Promise.all([asked, joined])).toEqual(['answer', 'answer']);
  expect(answers).toHaveLength(2);
});

test('no flight starts for an operation that has ended', async () => {
  const flights = createSingleFlights<string>('ccrm');
  const { scopes, start, settled } = aQuestion();
  const over = aScope({ signal: AbortSignal.abort() });
  await expect(flights.begin('a', over, start)).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  await settled();
  expect(scopes).toEqual([]);
});

describe('a flight', () => {
  const REQUEST = { kind: 'REQUEST', attempt: ATTEMPT, coalesced: false } as const;
  const READ = { kind: 'READ', freshMs: 1, writable: false } as const;

  test('reports each event once to each waiting operation, as coalesced to all but the first', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { answers, scopes, start, settled } = aQuestion();
    const told: Record<string, unknown[]> = { first: [], second: [] };
    const [first, second] = ['first', 'second'].map((name) =>
      aScope({ report: (event) => told[name]?.push(event) }),
    );
    const asked = [first, second, second].map((each) => flights.join('a', each ?? scope, start));
    await settled();
    scopes[0]?.report(REQUEST);
    scopes[0]?.report(READ);
    answers[0]?.resolve('answer');
    await Promise.all(asked);
    expect(told).toEqual({ first: [REQUEST, READ], second: [{ ...REQUEST, coalesced: true }, READ] });
  });

  test('runs on behalf of the operation that has waited longest', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { scopes, start, settled } = aQuestion();
    const leaving = new AbortController();
    const first = aScope({ signal: leaving.signal, leaseHolder: 'one' });
    const second = aScope({ leaseHolder: 'another' });
    const left = flights.join('a', first, start).catch(() => undefined);
    void flights.join('a', second, start);
    await settled();
    const [flight = scope] = scopes;
    expect([flight.operation, flight.leaseHolder]).toEqual([first, 'one']);
    leaving.abort();
    await left;
    expect([flight.operation, flight.leaseHolder]).toEqual([second, 'another']);
  });
});
