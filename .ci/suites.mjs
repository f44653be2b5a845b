/*
 * Prints which suites ran, according to jest's JSON results. Fails if a suite on the disk or a required one didn't run, a
 * suite has no test, or a test didn't pass: it failed, was skipped (also by `only`) or is a todo.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';

const REQUIRED = [
  'test/e2e/playground.test.ts',
  'test/e2e/front-end.test.ts',
  'test/e2e/front-end-live.test.ts',
  'test/e2e/front-end-names.test.ts',
  'test/e2e/front-end-archive.test.ts',
  'test/upstream/redis/redis-sharing.test.ts',
  'test/upstream/redis/redis-writes.test.ts',
  'test/upstream/redis/redis-outage.test.ts',
  'test/upstream/redis/replica-cache.test.ts',
];

const { testResults } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const ran = new Map(testResults.map(({ name, assertionResults }) => [relative('.', name), assertionResults]));
const onDisk = readdirSync('test', { recursive: true })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => join('test', file));

const faults = [];
for (const suite of [...ran.keys()].sort()) {
  const tests = ran.get(suite);
  const passed = tests.filter(({ status }) => status === 'passed').length;
  console.log(`${suite}: ${passed} of ${tests.length} tests passed`);
  if (tests.length === 0) faults.push(`${suite} has no test`);
  for (const { status, fullName } of tests) {
    if (status !== 'passed') faults.push(`${suite}: "${fullName}" is ${status}`);
  }
}
for (const suite of new Set([...onDisk, ...REQUIRED])) {
  if (!ran.has(suite)) faults.push(`${suite} did not run`);
}

console.log(`${ran.size} of ${onDisk.length} suites ran`);
for (const fault of faults) console.error(`error: ${fault}`);
if (faults.length > 0) process.exitCode = 1;
