import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aNote, numberedUuid } from '../../support/builders.js';
import { type Ccrm, startCcrm } from './a-ccrm.js';

/* The documentation has no pages of notes, but their response has a total, like that of calls, which come in pages. */

const call = {
  workspace: 'acme',
  uuid: 'e4baaa94-095a-41b3-b638-203dcfcfd3fe',
  localDate: '2025-03-12 11:24:57',
};
const notes = [0, 1, 2].map((number) => aNote({ uuid: numberedUuid(number) }));

let ccrm: Ccrm;

beforeEach(async () => {
  ccrm = await startCcrm();
});

afterEach(() => ccrm.close());

function page(totalCount: number, data: readonly unknown[]) {
  return { status: 200, body: { success: true, data, otherData: { totalCount } } };
}

// Red if the notes behind the first page are missing, without an error.
test('notes are read from every page, until there are as many as their total', async () => {
  ccrm.sandbox.behaviour.faults = [
    { query: { page: '2' }, ...page(3, notes.slice(1, 2)) },
    { query: { page: '3' }, ...page(3, notes.slice(2)) },
    page(3, notes.slice(0, 1)),
  ];
  expect(await ccrm.open().notes(call)).toHaveLength(3);
  expect(ccrm.requests('notes')).toHaveLength(3);
});

test.each([
  ['fails', { status: 500 }],
  ['is the last, but there are fewer notes than their total', page(4, notes.slice(2))],
])('notes are an error if a further page %s', async (_, second) => {
  ccrm.sandbox.behaviour.faults = [
    { query: { page: '2' }, ...second },
    { query: { page: '3' }, ...page(4, []) },
    page(4, notes.slice(0, 2)),
  ];
  await expect(ccrm.open().notes(call)).rejects.toMatchObject({ provider: 'ccrm' });
});
