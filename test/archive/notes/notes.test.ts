import { expect, test } from '@jest/globals';
import { wordsOf } from '../../../src/archive/notes/note-words.js';
import type { AccountStore } from '../../../src/archive/store/account-store.js';
import { aNote, numberedUuid, wireDate } from '../../support/builders.js';
import { aRecordedCall, DECODER, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

const { version } = DECODER;
const DAY = seconds(0, 86_399);

/** A note with this text, written so many seconds after the epoch. */
function aRecordedNote(second: number, text: string, fields: Readonly<Record<string, unknown>> = {}) {
  const created = wireDate(second * 1000);
  const record = aNote({
    uuid: `11111111-0000-4000-8000-${String(second).padStart(12, '0')}`,
    created,
    text,
    ...fields,
  });
  const note = DECODER.decodeNote(record);
  if (note === null) throw new Error('The record can’t be read.');
  return { note, record };
}

/** Archives calls that start at these seconds, each with this number of notes. */
async function archiveCalls(store: AccountStore, counts: Readonly<Record<number, number>>, fetchedAt = 1) {
  const calls = Object.entries(counts).map(([second, note]) => aRecordedCall(Number(second), { note }));
  await store.write({ ...DAY, calls, fetchedAt, version });
}

async function found(store: AccountStore, text: string): Promise<readonly string[]> {
  const search = { words: wordsOf(text), from: 0, to: Infinity, after: null, limit: 100 };
  const rows = await store.notes.search({ ...search, to: Number.MAX_SAFE_INTEGER });
  expect(await store.notes.count({ ...search, to: Number.MAX_SAFE_INTEGER })).toBe(rows.length);
  return rows.map(({ record }) => String(DECODER.decodeNote(JSON.parse(record))?.text));
}

async function pending(store: AccountStore): Promise<readonly string[]> {
  return (await store.notes.pending(100, [])).map(({ uuid }) => uuid);
}

describeEngines((create) => {
  test('finds notes by word prefixes, ignoring case and diacritics, newest first', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 2, 20: 1 });
    const router = aRecordedNote(100, 'Klient zwrócił ROUTER, model AX-3000.');
    const hebrew = aRecordedNote(200, 'הלקוח החזיר את הנתב');
    await store.notes.write({ callUuid: numberedUuid(10), notes: [router, hebrew], fetchedAt: 5, version });
    const other = aRecordedNote(300, 'Router działa & "świeci": x* OR NOT');
    await store.notes.write({ callUuid: numberedUuid(20), notes: [other], fetchedAt: 5, version });

    expect(await found(store, 'route')).toEqual([other.note.text, router.note.text]);
    expect(await found(store, 'Zwrocil rout')).toEqual([router.note.text]);
    expect(await found(store, 'ax3000')).toEqual([]);
    expect(await found(store, 'ax 3000')).toEqual([router.note.text]);
    expect(await found(store, 'outer')).toEqual([]);
    expect(await found(store, 'הלק')).toEqual([hebrew.note.text]);
    expect(await found(store, '"router" OR NOT (x*')).toEqual([other.note.text]);
    expect(await found(store, 'router OR model')).toEqual([]);
  });

  test('doesn’t find deleted notes, or notes that disappeared by themselves or with their call', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 2, 20: 1, 30: 1 });
    const kept = aRecordedNote(1, 'router one');
    const vanished = aRecordedNote(2, 'router two');
    const deleted = aRecordedNote(3, 'router three', { status: 'deleted' });
    await store.notes.write({
      callUuid: numberedUuid(10),
      notes: [kept, vanished, deleted],
      fetchedAt: 5,
      version,
    });
    await store.notes.write({ callUuid: numberedUuid(10), notes: [kept, deleted], fetchedAt: 6, version });
    for (const second of [20, 30]) {
      const notes = [aRecordedNote(second, `router ${String(second)}`)];
      await store.notes.write({ callUuid: numberedUuid(second), notes, fetchedAt: 6, version });
    }
    await archiveCalls(store, { 10: 2, 30: 0 }, 7);
    expect(await found(store, 'router')).toEqual(['router one']);
    expect(await store.size()).toEqual({ calls: 2, notes: 1, pendingNotes: 0 });
    await store.prune(15_000);
    expect(await store.size()).toEqual({ calls: 1, notes: 0, pendingNotes: 0 });
  });

  test('notes are pending from a change of their call’s note count until they are read, newest call first', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 1, 20: 3, 30: 0 }, 10);
    expect(await pending(store)).toEqual([numberedUuid(20), numberedUuid(10)]);
    expect((await store.notes.pendingWithin(DAY)).unread).toEqual(seconds(10, 20));
    // These notes may be from before the count changed.
    await store.notes.write({ callUuid: numberedUuid(20), notes: [], fetchedAt: 9, version });
    expect(await pending(store)).toEqual([numberedUuid(20), numberedUuid(10)]);
    await store.notes.write({
      callUuid: numberedUuid(20),
      notes: [aRecordedNote(1, 'a')],
      fetchedAt: 10,
      version,
    });
    expect(await pending(store)).toEqual([numberedUuid(10)]);
    await archiveCalls(store, { 10: 1, 20: 4 }, 11);
    expect(await pending(store)).toEqual([numberedUuid(20), numberedUuid(10)]);
    expect((await store.notes.pendingWithin(DAY)).unread).toEqual(seconds(10, 10));
  });

  test.each([
    ['one note is deleted and another written', [1, 0, 1]],
    ['one of two notes is deleted and another written before they are read again', [2, 1, 2]],
  ])('notes are pending again although the note count is the same as before: %s', async (_, counts) => {
    await using open = await openStore(await create());
    const { store } = open;
    const [first = 0, ...others] = counts;
    await archiveCalls(store, { 10: first }, 10);
    await store.notes.write({
      callUuid: numberedUuid(10),
      notes: [aRecordedNote(1, 'old')],
      fetchedAt: 11,
      version,
    });
    expect(await pending(store)).toEqual([]);
    for (const [index, count] of others.entries()) await archiveCalls(store, { 10: count }, 12 + index);
    expect(await pending(store)).toEqual([numberedUuid(10)]);
    await store.notes.write({
      callUuid: numberedUuid(10),
      notes: [aRecordedNote(2, 'new')],
      fetchedAt: 20,
      version,
    });
    expect(await pending(store)).toEqual([]);
    expect(await found(store, 'new')).toEqual(['new']);
  });

  test('notes aren’t pending if another field of their call changes', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 1 }, 10);
    await store.notes.write({
      callUuid: numberedUuid(10),
      notes: [aRecordedNote(1, 'a')],
      fetchedAt: 11,
      version,
    });
    const longer = aRecordedCall(10, { note: 1, duration: 777 });
    await store.write({ ...DAY, calls: [longer], fetchedAt: 12, version });
    expect(await pending(store)).toEqual([]);
    expect(await found(store, 'a')).toEqual(['a']);
  });

  test('notes requested before their call disappeared aren’t archived', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 0 }, 10);
    await store.notes.write({
      callUuid: numberedUuid(10),
      notes: [aRecordedNote(1, 'gone')],
      fetchedAt: 9,
      version,
    });
    expect(await found(store, 'gone')).toEqual([]);
  });

  test('older notes don’t replace newer ones, and notes of a call that isn’t archived are ignored', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 1 });
    await store.notes.write({
      callUuid: numberedUuid(10),
      notes: [aRecordedNote(1, 'new')],
      fetchedAt: 5,
      version,
    });
    await store.notes.write({
      callUuid: numberedUuid(10),
      notes: [aRecordedNote(1, 'old')],
      fetchedAt: 4,
      version,
    });
    await store.notes.write({
      callUuid: numberedUuid(99),
      notes: [aRecordedNote(2, 'new')],
      fetchedAt: 5,
      version,
    });
    expect(await found(store, 'new')).toEqual(['new']);
    expect(await found(store, 'old')).toEqual([]);
  });

  test('archives a note with more words than the search index can hold', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 1 });
    const long = `first ${Array.from({ length: 60_000 }, (_, index) => `ż${String(index)}`).join(' ')}`;
    const notes = [aRecordedNote(1, `${long} ${'x'.repeat(3000)}`)];
    await store.notes.write({ callUuid: numberedUuid(10), notes, fetchedAt: 5, version });
    expect(await found(store, 'first')).toHaveLength(1);
    expect(await store.size()).toEqual({ calls: 1, notes: 1, pendingNotes: 0 });
  });

  // Red if only the text's length is limited before it is folded: PostgreSQL rejects the words, and the archive pauses.
  test('archives a note that folding lengthens beyond what the search index can hold', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 1 });
    // Each character is folded to three to six; no two words are equal.
    const word = (index: number) =>
      [index % 80, Math.floor(index / 80) % 80, ...Array.from({ length: 9 }, () => 22)]
        .map((offset) => String.fromCharCode(0x3300 + offset))
        .join('');
    const text = `first ${Array.from({ length: 9000 }, (_, index) => word(index)).join(' ')}`;
    const notes = [aRecordedNote(1, text)];
    await store.notes.write({ callUuid: numberedUuid(10), notes, fetchedAt: 5, version });
    expect(await found(store, 'first')).toHaveLength(1);
    expect(await store.size()).toEqual({ calls: 1, notes: 1, pendingNotes: 0 });
  });

  test('derives words again for another decoder version', async () => {
    await using open = await openStore(await create());
    const { store } = open;
    await archiveCalls(store, { 10: 1 });
    const notes = [aRecordedNote(1, 'router')];
    await store.notes.write({ callUuid: numberedUuid(10), notes, fetchedAt: 5, version: 'before' });
    const decoder = {
      ...DECODER,
      decodeNote: (record: unknown) => {
        const note = DECODER.decodeNote(record);
        return note && { ...note, text: `${note.text} anew` };
      },
    };
    await store.notes.rederive(decoder);
    expect(await found(store, 'anew')).toEqual(['router']);
  });
});
