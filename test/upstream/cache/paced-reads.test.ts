import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type Ccrm, startCcrm } from '../../providers/ccrm/a-ccrm.js';
import { aScope } from '../../support/a-scope.js';
import { aNote } from '../../support/builders.js';

const call = {
  workspace: 'acme',
  uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
  localDate: '2025-03-12 11:24:57',
};

let ccrm: Ccrm;
let turn: PromiseWithResolvers<void>;
let isWaiting: PromiseWithResolvers<void>;

beforeEach(async () => {
  ccrm = await startCcrm({ data: { calls: [], notes: { [call.uuid]: [aNote()] } } });
  turn = Promise.withResolvers();
  isWaiting = Promise.withResolvers();
});
afterEach(() => ccrm.close());

/** Reads the call's notes in the background when it is this read's turn, as the archive does. */
async function readInBackground(signal = new AbortController().signal) {
  const pace = () => {
    isWaiting.resolve();
    return turn.promise;
  };
  const reading = ccrm.open(aScope({ signal, readsLive: true, pace })).notes(call);
  await isWaiting.promise;
  return { notes: Promise.resolve(reading) };
}

// Red if the caller joins the background read: it would wait for the archive's pace, up to a minute.
test('a caller doesn’t wait for a background read that is still waiting for its turn', async () => {
  const background = await readInBackground();
  const caller = aScope({ signal: AbortSignal.timeout(3000) });
  expect(await ccrm.open(caller).notes(call)).toHaveLength(1);
  expect(ccrm.requests('notes')).toHaveLength(1);
  turn.resolve();
  expect(await background.notes).toHaveLength(1);
  expect(ccrm.requests('notes')).toHaveLength(2);
});

// Red if the caller joins the background read: it would fail when that read is aborted.
test('a caller gets its response even if a background read is aborted', async () => {
  const over = new AbortController();
  const background = await readInBackground(over.signal);
  const caller = Promise.resolve(ccrm.open(aScope({ signal: AbortSignal.timeout(3000) })).notes(call));
  over.abort();
  turn.reject(new DOMException('The archive ends.', 'AbortError'));
  await expect(background.notes).rejects.toMatchObject({ code: 'UPSTREAM_TIMEOUT' });
  expect(await caller).toHaveLength(1);
});
