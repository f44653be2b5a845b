import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aCall, aNote } from '../../support/builders.js';
import { aDecodedCall } from './a-decoded-call.js';
import { allOf, between, type Ccrm, startCcrm } from './a-ccrm.js';

/* The call history counts a call's notes, deleted ones included, so an empty list of them contradicts it. */

const DAY = between('2025-03-12T00:00Z', '2025-03-13T00:00Z');
const NONE = { success: true, data: [], otherData: { totalCount: 0 }, message: 'OK' };
const call = aCall({ callDate: '2025-03-12 11:24:57', note: 1 });

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm({ data: { calls: [call], notes: { [call.uuid]: [aNote()] } } });
});

afterEach(() => ccrm.close());

function answerNoNotes(times: number) {
  ccrm.sandbox.behaviour.faults = [{ route: 'notes', status: 200, body: NONE, times }];
}

/** Reads the notes of the call, after the call itself if `isCounted`. */
async function notes(isCounted = true) {
  const history = ccrm.open();
  if (isCounted) await allOf(history.walk(DAY, 'NEWEST_FIRST'));
  return history.notes({ workspace: 'acme', uuid: call.uuid, localDate: call.callDate });
}

// Red if the count isn't compared: one empty answer would replace archived notes.
test('no notes of a call that counts some are read again', async () => {
  answerNoNotes(1);
  expect(await notes()).toHaveLength(1);
  expect(ccrm.requests('notes')).toHaveLength(2);
});

test('no notes of a call of the archive, which counts them itself, are read again', async () => {
  answerNoNotes(1);
  const archived = aDecodedCall({ uuid: call.uuid, noteCount: 1 });
  expect(await ccrm.open().notes(archived)).toHaveLength(1);
});

test('no notes twice are used, and reported as suspect, because the count may be a flag that stays', async () => {
  answerNoNotes(2);
  expect(await notes()).toEqual([]);
  expect(ccrm.requests('notes')).toHaveLength(2);
  expect(ccrm.lines).toContainEqual(expect.objectContaining({ msg: 'suspect answer', route: 'notes' }));
});

test('no notes of a call whose count isn’t known, or is 0, take one request', async () => {
  answerNoNotes(1);
  expect(await notes(false)).toEqual([]);
  ccrm.sandbox.data.calls = [{ ...call, note: 0 }];
  answerNoNotes(1);
  expect(await notes()).toEqual([]);
  expect(ccrm.requests('notes')).toHaveLength(2);
});
