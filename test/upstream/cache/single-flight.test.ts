import { getEventListeners } from 'node:events';
import { describe, expect, test } from '@jest/globals';
import { setTimeLeft, timeLeft } from '../../../src/domain/operation/deadline.js';
import { createSingleFlights } from '../../../src/upstream/cache/single-flight.js';

/** A question that is answered by hand; `signals` are those of the flights that were started. */
function aQuestion() {
  const signals: AbortSignal[] = [];
  const answers: PromiseWithResolvers<string>[] = [];
  const start = (signal: AbortSignal) => {
    const answer = Promise.withResolvers<string>();
    signals.push(signal);
    answers.push(answer);
    return answer.promise;
  };
  const settled = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { signals, answers, start, settled };
}

const signal = new AbortController().signal;

describe('a question that many ask at once', () => {
  test('goes out once, and each gets its answer', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { answers, start, settled } = aQuestion();
    const asked = [1, 2, 3].map(() => flights.join('a', signal, start));
    await settled();
    answers[0]?.resolve('answer');
    expect(await Promise.all(asked)).toEqual(['answer', 'answer', 'answer']);
    expect(answers).toHaveLength(1);
  });

  test('goes out apart from one with another key', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { answers, start, settled } = aQuestion();
    const asked = ['a', 'b'].map((key) => flights.join(key, signal, start));
    await settled();
    for (const [index, answer] of answers.entries()) answer.resolve(String(index));
    expect(await Promise.all(asked)).toEqual(['0', '1']);
  });

  test('goes out again once it has been answered', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const start = () => Promise.resolve('answer');
    await flights.join('a', signal, start);
    const { signals, start: again, settled } = aQuestion();
    void flights.join('a', signal, again);
    await settled();
    expect(signals).toHaveLength(1);
  });

  test('fails for each who waits, and is asked anew by the next', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const failing = () => Promise.reject(new Error('down'));
    const asked = await Promise.allSettled([1, 2].map(() => flights.join('a', signal, failing)));
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flights.join('a', signal, () => Promise.resolve('up'))).toBe('up');
  });

  test('leaves no listener behind', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { signal: own } = new AbortController();
    await flights.join('a', own, () => Promise.resolve('answer'));
    await flights.join('a', own, () => Promise.reject(new Error('down'))).catch(() => undefined);
    expect(getEventListeners(own, 'abort')).toEqual([]);
  });
});

describe('a caller who leaves', () => {
  test('gets UPSTREAM_TIMEOUT at once, and the others their answer', async () => {
    const flights = createSingleFlights<string>('voicenter');
    const { answers, signals, start, settled } = aQuestion();
    const leaving = new AbortController();
    const left = flights.join('a', leaving.signal, start);
    const stayed = flights.join('a', signal, start);
    await settled();
    leaving.abort();
    await expect(left).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT', provider: 'voicenter' });
    expect(signals[0]?.aborted).toBe(false);
    answers[0]?.resolve('answer');
    expect(await stayed).toBe('answer');
  });

  // Red where a flight isn't aborted: it would go on for nobody.
  test('as the last one ends the flight at once', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { signals, start, settled } = aQuestion();
    const callers = [new AbortController(), new AbortController()];
    const asked = Promise.allSettled(callers.map((caller) => flights.join('a', caller.signal, start)));
    await settled();
    callers[0]?.abort();
    expect(signals[0]?.aborted).toBe(false);
    callers[1]?.abort();
    expect(signals[0]?.aborted).toBe(true);
    expect((await asked).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  test('as the last one takes nothing from who asks afterwards', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { answers, signals, start, settled } = aQuestion();
    const leaving = new AbortController();
    const left = flights.join('a', leaving.signal, start).catch(() => undefined);
    await settled();
    leaving.abort();
    const asked = flights.join('a', signal, start);
    answers[0]?.reject(new Error('aborted'));
    await left;
    await settled();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    answers[1]?.resolve('answer');
    expect(await asked).toBe('answer');
  });

  test('before it asks starts nothing', async () => {
    const flights = createSingleFlights<string>('ccrm');
    const { signals, start, settled } = aQuestion();
    await expect(flights.join('a', AbortSignal.abort(), start)).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
    await settled();
    expect(signals).toEqual([]);
  });
});

test('a flight has as much time left as the most patient of those who wait', async () => {
  const flights = createSingleFlights<string>('ccrm');
  const { signals, start, settled } = aQuestion();
  const callers = [100, 300, 200].map((left) => {
    const caller = new AbortController();
    setTimeLeft(caller.signal, () => left);
    return caller;
  });
  const asked = Promise.allSettled(callers.map((caller) => flights.join('a', caller.signal, start)));
  await settled();
  const [flight = signal] = signals;
  expect(timeLeft(flight)).toBe(300);
  callers[1]?.abort();
  expect(timeLeft(flight)).toBe(200);
  for (const caller of callers) caller.abort();
  expect(timeLeft(flight)).toBe(0);
  await asked;
});
