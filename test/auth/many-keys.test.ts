import { expect, test } from '@jest/globals';
import { createApiKeys } from '../../src/auth/api-keys.js';
import { anApiKey } from '../support/an-api-key.js';

const settingsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => anApiKey(`key-${String(index)}`));

/** Microseconds of CPU that it takes to recognise the last of so many keys a thousand times. */
function cpuOf(count: number): number {
  const keys = createApiKeys(settingsOf(count));
  const recognise = (times: number) => {
    for (let time = 0; time < times; time += 1) keys.callerOf(`key-${String(count - 1)}`);
  };
  recognise(100);
  const before = process.cpuUsage();
  recognise(1000);
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

// Red where a key is compared with all others, which is 5,000 times the work.
test('recognising a key costs the same, however many workspaces have one', () => {
  expect(cpuOf(5000) / cpuOf(1)).toBeLessThan(20);
});

// Red where each key is made a text again for each of the old ones: 40,000 texts.
test('to reload keys each is read as text once', () => {
  let texts = 0;
  const toJSON = () => {
    texts += 1;
    return `key ${String(texts)}`;
  };
  const keys = createApiKeys(settingsOf(200));
  keys.replace(settingsOf(200).map((each) => Object.assign(each, { toJSON })));
  expect(texts).toBe(200);
});
