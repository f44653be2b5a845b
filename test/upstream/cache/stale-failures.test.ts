import { describe, expect, test } from '@jest/globals';
import type { FaultEffect } from '../../../src/sandbox/behaviour.js';
import { FIELDS, PROVIDERS, stale, startForgivingBoard } from './a-forgiving-board.js';

describe.each(PROVIDERS)('what %s gave before', (provider) => {
  // At once, as some wait for limits of time.
  test.concurrent.each<[string, FaultEffect]>([
    ['fails with 500', { status: 500 }],
    ['resets connections', { reset: true }],
    ['doesn’t answer', { hang: true }],
    ['stops in the middle', { stall: true }],
    ['limits the rate', { status: 429, headers: { 'retry-after': '60' } }],
    ['answers with HTML', { rawBody: '<html></html>', contentType: 'text/html' }],
    ['breaks off', { truncate: true }],
    ['redirects', { redirect: 'http://127.0.0.1:9/elsewhere' }],
  ])('is given while it %s, with its age and without an error', async (_, effect) => {
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
