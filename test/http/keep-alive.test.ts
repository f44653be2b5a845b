import { expect, test } from '@jest/globals';
import { startSwitchboard } from '../support/a-switchboard.js';

// Red if the milliseconds have a fraction: the server can't be created.
test.each([
  [16.1, 'timeout=16'],
  [2.0001, 'timeout=2'],
])('connections also stay open for a fraction of a second: %d s', async (keepAliveTimeout, header) => {
  await using switchboard = await startSwitchboard({ server: { keepAliveTimeout } });
  const { headers } = await fetch(`${switchboard.url}/health/live`);
  expect(headers.get('keep-alive')).toBe(header);
});
