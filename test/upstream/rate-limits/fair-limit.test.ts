import { expect, test } from '@jest/globals';
import { createFairLimit } from '../../../src/upstream/rate-limits/fair-limit.js';
import { aScope } from '../../support/a-scope.js';

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Tasks that end when the test says so, in the order of their start. */
function someTasks() {
  const begun: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<undefined>>();
  const task = (name: string) => () => {
    begun.push(name);
    const end = Promise.withResolvers<undefined>();
    ends.set(name, end);
    return end.promise.then(() => name);
  };
  return {
    begun,
    task,
    end: (name: string) => ends.get(name)?.resolve(undefined),
    fail: (name: string) => ends.get(name)?.reject(new Error(name)),
  };
}

test('no more tasks run concurrently than allowed, and waiting operations take turns', async () => {
  const { begun, task, end } = someTasks();
  const limit = createFairLimit(2);
  const [large, small] = [aScope(), aScope()];
  const results = [...['a', 'b', 'c', 'd'].map((name) => limit(large, task(name))), limit(small, task('x'))];
  await turn();
  expect(begun).toEqual(['a', 'b']);
  for (const [name, next] of [
    ['a', 'c'],
    ['b', 'x'],
    ['c', 'd'],
  ] as const) {
    end(name);
    await turn();
    expect(begun.at(-1)).toBe(next);
  }
  end('x');
  end('d');
  expect(await Promise.all(results)).toEqual(['a', 'b', 'c', 'd', 'x']);
});

test('a failed task frees its slot like any other', async () => {
  const { begun, task, end, fail } = someTasks();
  const limit = createFairLimit(1);
  const failed = limit(aScope(), task('a')).catch((error: unknown) => String(error));
  const later = limit(aScope(), task('b'));
  await turn();
  fail('a');
  expect(await failed).toBe('Error: a');
  await turn();
  expect(begun).toEqual(['a', 'b']);
  end('b');
  await later;
  // Nothing waits: the next task runs at once, and one more after it.
  void limit(aScope(), task('c'));
  void limit(aScope(), task('d'));
  await turn();
  expect(begun).toEqual(['a', 'b', 'c']);
});

// Red if the archive's requests take turns with those of callers.
test('a background operation waits until no other does', async () => {
  const { begun, task, end } = someTasks();
  const limit = createFairLimit(1);
  const background = aScope({ pace: () => Promise.resolve() });
  void limit(aScope(), task('a'));
  void limit(background.child(new AbortController().signal), task('x'));
  void limit(aScope(), task('b'));
  void limit(aScope(), task('c'));
  for (const name of ['a', 'b', 'c', 'x']) {
    await turn();
    end(name);
  }
  await turn();
  expect(begun).toEqual(['a', 'b', 'c', 'x']);
});
