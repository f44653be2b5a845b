import dns from 'node:dns';
import { afterEach, expect, jest, test } from '@jest/globals';
import { startUpstream } from '../../support/an-upstream.js';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Blocks the event loop. */
function block(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
}

// Red with Node's 250 ms: the connection is given up for an address at which nothing listens.
test('a provider is reached at the first of its addresses while the process is busy', async () => {
  const upstream = await startUpstream();
  const addresses = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  jest.spyOn(dns, 'lookup').mockImplementation(((_name: string, _options: object, found: Found) => {
    setImmediate(() => {
      found(null, addresses);
      block(350);
    });
  }) as never);
  const url = new URL(`http://provider.example:${upstream.server.url.port}/`);
  await expect(upstream.http.send(upstream.request({ url }))).resolves.toMatchObject({
    status: 200,
  });
  await upstream.close();
});

type Found = (error: null, addresses: readonly { address: string; family: number }[]) => void;
