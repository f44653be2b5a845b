import { expect, test } from '@jest/globals';
import { createApiKeys } from '../../src/auth/api-keys.js';
import { anApiKey } from '../support/an-api-key.js';
import { cpuTimeOf } from '../support/cpu-time.js';

const settingsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => anApiKey(`key-${String(index)}`));

/** The CPU time, in milliseconds, of recognising the last of so many keys a thousand times. */
function cpuOf(count: number): number {
  const keys = createApiKeys(settingsOf(count));
  const recognise = (times: number) => {
    for (let time = 0; time < times; time += 1) keys.principalOf(`key-${String(count - 1)}`);
  };
  recognise(100);
  return cpuTimeOf(() => recognise(1000));
}

// Red if a key is compared with every configured key: 5,000 times the work.
test('looking up a key takes constant time, however many keys exist', () => {
  expect(cpuOf(5000) / cpuOf(1)).toBeLessThan(20);
});

// Red if each new key is serialized again for each old one: 40,000 times.
test('reloading keys serializes each key once', () => {
  let texts = 0;
  const toJSON = () => {
    texts += 1;
    return `key ${String(texts)}`;
  };
  const keys = createApiKeys(settingsOf(200));
  keys.replace(settingsOf(200).map((each) => Object.assign(each, { toJSON })));
  expect(texts).toBe(200);
});
