import { describe, expect, test } from '@jest/globals';
import type { FaultEffect } from '../../../src/sandbox/behaviour.js';
import { FIELDS, PROVIDERS, stale, startForgivingBoard } from './a-forgiving-board.js';

describe.each(PROVIDERS)('cached data of %s', (provider) => {
  // Concurrent, because some wait for timeouts.
  test.concurrent.each<[string, FaultEffect]>([
    ['fails with 500', { status: 500 }],
    ['resets connections', { reset: true }],
    ['doesn’t respond', { hang: true }],
    ['stalls in the middle of a response', { stall: true }],
    ['limits the rate', { status: 429, headers: { 'retry-after': '60' } }],
    ['responds with HTML', { rawBody: '<html></html>', contentType: 'text/html' }],
    ['truncates a response', { truncate: true }],
    ['redirects', { redirect: 'http://127.0.0.1:9/elsewhere' }],
  ])('is served while the provider %s, with its age and without an error', async (_, effect) => {
    await using forgiving = await startForgivingBoard();
    const { data } = await forgiving.ask(FIELDS[provider]);
    forgiving.clock.pass(1000);
    forgiving.fail(effect, provider);
    expect(await forgiving.ask(FIELDS[provider])).toEqual({
      data,
      extensions: { stale: [stale(provider, 1000)] },
    });
  });
});
