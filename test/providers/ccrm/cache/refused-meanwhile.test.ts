import { expect, test } from '@jest/globals';
import { aClock } from '../../../support/a-clock.js';
import { aCall } from '../../../support/builders.js';
import { eventually } from '../../../support/eventually.js';
import { answerJson, startHttpServer } from '../../../support/http-server.js';
import { allOf, between, connectCcrm } from '../a-ccrm.js';
import { aCallCache } from './a-call-cache.js';

const DAY = between('2025-03-12T00:00Z', '2025-03-13T00:00Z');
const call = { workspace: 'acme', uuid: aCall().uuid, localDate: aCall().callDate };

/** A provider that answers its first request when `release` is called, and rejects all others. */
async function aRefusingProvider() {
  const held = Promise.withResolvers<null>();
  const server = await startHttpServer((_, response) => {
    if (server.arrived.length > 1)
      return answerJson(response, { success: false, message: 'Unauthorized' }, 401);
    const page = { success: true, data: [aCall()], otherData: { totalCount: 1 } };
    void held.promise.then(() => answerJson(response, page));
  });
  const clock = aClock('2025-03-17T10:00:00.500Z');
  const connected = connectCcrm({
    url: new URL('/publicApi', server.url),
    token: 'key',
    cache: aCallCache(clock, { maxStale: 3600 }),
  });
  return {
    server,
    walk: () => allOf(connected.open().walk(DAY, 'NEWEST_FIRST')),
    notes: async () => connected.open().notes(call),
    release: () => held.resolve(null),
    async [Symbol.asyncDispose]() {
      held.resolve(null);
      connected.disconnect();
      await server.close();
    },
  };
}

const REFUSED = { code: 'UPSTREAM_UNAUTHORIZED', provider: 'ccrm' };

// Red if a response requested before the rejection is cached when it arrives.
test('a page in flight when the key was rejected isn’t returned to later operations', async () => {
  await using provider = await aRefusingProvider();
  const before = provider.walk();
  await eventually(() => provider.server.arrived.length === 1);
  await expect(provider.notes()).rejects.toMatchObject(REFUSED);
  provider.release();
  expect(await before).toHaveLength(1);
  await expect(provider.walk()).rejects.toMatchObject(REFUSED);
});

// Red if later operations join the in-flight request.
test('later operations don’t wait for a page in flight when the key was rejected', async () => {
  await using provider = await aRefusingProvider();
  const before = provider.walk();
  await eventually(() => provider.server.arrived.length === 1);
  await expect(provider.notes()).rejects.toMatchObject(REFUSED);
  await expect(provider.walk()).rejects.toMatchObject(REFUSED);
  provider.release();
  expect(await before).toHaveLength(1);
});
