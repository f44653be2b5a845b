import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { expect, test } from '@jest/globals';
import { openScope } from '../../src/domain/operation/operation-scope.js';
import { eventually } from '../support/eventually.js';
import { aRecordedCall, openStore, seconds } from './a-store.js';

const ASKED = 3_600_000;

// Red if the rows of an interval are made only when the one before is written.
test('while an interval is written, the next one is prepared, but not written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
  const path = join(folder, 'archive.db');
  {
    await using opened = await openStore({ kind: 'sqlite', path });
    const { recorder } = opened.archive;
    const scope = openScope({ signal: new AbortController().signal, timeLeft: () => 1000 });
    const prepared: number[] = [];
    const other = new DatabaseSync(path);
    other.exec('begin immediate');
    for (const second of [1, 11, 21]) {
      const { call, record } = aRecordedCall(second);
      const watched = { toJSON: () => (prepared.push(second), record) };
      const interval = seconds(second - 1, second + 8);
      recorder.record(interval, [{ call, record: watched }], ASKED, scope);
    }
    await eventually(() => prepared.length === 2);
    expect(await opened.store.coverage(seconds(0, 100))).toEqual([]);
    other.exec('commit');
    other.close();
    await recorder.flushed();
    expect(prepared).toEqual([1, 11, 21]);
    const covered = await opened.store.coverage(seconds(0, 100));
    expect(covered.map(({ start }) => start / 1000)).toEqual([0, 10, 20]);
  }
  await rm(folder, { recursive: true });
});
