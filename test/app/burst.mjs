import { getHeapStatistics } from 'node:v8';

/*
 * Leaves more than 64 MiB of garbage, uses the core for some milliseconds, lets `collectWhenIdle` check once, and prints
 * how many MiB it has freed. A process of its own: the heap of a test's process depends on the tests before.
 */

const [milliseconds] = process.argv.slice(2);
let check;
globalThis.setInterval = (callback) => {
  check = callback;
  return { unref: () => undefined };
};
const { collectWhenIdle } = await import('../../src/app/collect-when-idle.ts');

const usedMiB = () => getHeapStatistics().used_heap_size / 1024 ** 2;
collectWhenIdle();
Array.from({ length: 1_000_000 }, (_, at) => ({ at, text: [String(at)] }));
const end = performance.now() + Number(milliseconds);
while (performance.now() < end);
const used = usedMiB();
check();
process.stdout.write(String(used - usedMiB()));
