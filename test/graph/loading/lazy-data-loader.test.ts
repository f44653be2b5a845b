import { expect, test } from '@jest/globals';
import DataLoader from 'dataloader';
import { LazyDataLoader } from '../../../src/graph/loading/lazy-data-loader.js';

/** A loader that returns each key as its value and records its batches. */
function anEcho() {
  const batches: (readonly string[])[] = [];
  let created = 0;
  const loader = new LazyDataLoader<string, string>(() => {
    created += 1;
    return new DataLoader((keys) => {
      batches.push(keys);
      return Promise.resolve(keys);
    });
  });
  return { loader, batches, created: () => created };
}

test('creates the loader on the first load, not on prime', async () => {
  const { loader, created } = anEcho();
  loader.prime('a', 'known');
  expect(created()).toBe(0);
  await Promise.all([loader.load('b'), loader.load('c')]);
  expect(created()).toBe(1);
});

test('doesn’t load keys that were primed before or after the first load', async () => {
  const { loader, batches } = anEcho();
  loader.prime('a', 'known');
  loader.prime('a', 'later');
  await expect(Promise.all([loader.load('a'), loader.load('b')])).resolves.toEqual(['known', 'b']);
  loader.prime('c', 'known');
  await expect(loader.load('c')).resolves.toBe('known');
  expect(batches).toEqual([['b']]);
});
