import { expect, test } from '@jest/globals';
import { createRandom } from '../../support/random.js';
import { aClock } from '../../support/a-clock.js';
import { startChangingProvider } from '../a-changing-provider.js';
import { synchronise } from '../a-mortal-process.js';
import { aNote } from '../../support/builders.js';
import { aRecordedCall, DECODER, openStore, seconds } from '../a-store.js';
import { describeEngines } from '../engines.js';

const DAY = 86_400_000;
const { version } = DECODER;
const NOW = Math.floor(Date.now() / 1000) * 1000;

describeEngines((create) => {
  // Red if the archive counts as read until the clock reaches that time: ten days of calls would be missing meanwhile.
  test('calls archived by a process whose clock was ten days fast are read again', async () => {
    await using opened = await openStore(await create());
    const { store } = opened;
    const clock = aClock(new Date(NOW).toISOString());
    const provider = await startChangingProvider(createRandom(1), clock, 40);
    const since = NOW - 40 * DAY;
    const fetchedAt = NOW + 10 * DAY;
    // The first day hasn't been read yet, so the process has something to do.
    await store.write({ start: since + DAY, end: fetchedAt, calls: [], fetchedAt, version: DECODER.version });
    await synchronise({
      store,
      provider,
      now: clock.now,
      since,
      steps: Infinity,
      beforeRequest: () => undefined,
    });
    const past = { start: since, end: NOW - 5 * 60_000 };
    expect(await store.count(past, 1e6)).toBe(provider.calls(past).length);
    expect(await store.coverage({ start: NOW + DAY, end: NOW + DAY })).toEqual([]);
    await provider.close();
  }, 60_000);

  // Red if only what has begun is checked: it counts as read once its time comes, without calls that weren't made yet.
  test('an interval of the future archived by a process whose clock was fast is forgotten', async () => {
    await using opened = await openStore(await create());
    const { store } = opened;
    const clock = aClock(new Date(NOW).toISOString());
    const provider = await startChangingProvider(createRandom(1), clock, 2);
    const future = { start: NOW + DAY, end: NOW + DAY + 9000 };
    await store.write({ ...future, calls: [], fetchedAt: NOW + 2 * DAY, version });
    const since = NOW - DAY;
    const beforeRequest = () => undefined;
    await synchronise({ store, provider, now: clock.now, since, steps: Infinity, beforeRequest });
    expect(await store.coverage(future)).toEqual([]);
    await provider.close();
  }, 60_000);

  // Red if only coverage is forgotten: for ten days no response would replace the notes, and they'd be read every minute.
  test('notes archived by a process whose clock was ten days fast are read again', async () => {
    await using opened = await openStore(await create());
    const { store } = opened;
    const archived = async (text: string, fetchedAt: number) => {
      const { call, record } = aRecordedCall(1, { note: 1 });
      await store.write({ ...seconds(0, 99), calls: [{ call, record }], fetchedAt, version });
      const note = DECODER.decodeNote(aNote({ text }));
      if (note === null) throw new Error('The note can’t be read.');
      const notes = [{ note, record: aNote({ text }) }];
      await store.notes.write({ callUuid: call.uuid, notes, fetchedAt: fetchedAt + 1, version });
    };
    await archived('former', NOW + 10 * DAY);
    await store.forgetFuture();
    expect(await store.size()).toMatchObject({ pendingNotes: 1 });
    await archived('present', NOW);
    expect(await store.size()).toMatchObject({ pendingNotes: 0 });
    const search = { from: 0, to: NOW, after: null, limit: 10 };
    expect(await store.notes.search({ ...search, words: ['former'] })).toEqual([]);
    expect(await store.notes.search({ ...search, words: ['present'] })).toMatchObject([
      { fetchedAt: NOW + 1 },
    ]);
  });
});
