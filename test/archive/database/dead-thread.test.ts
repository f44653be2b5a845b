import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startSwitchboard } from '../../support/a-switchboard.js';
import { manyCalls, numberedUuid } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';

const NOW = Date.parse('2025-03-12T12:00:00Z');

/** The threads in the order of their start. */
let threads: Worker[];
let folder: string;

function seen(message: unknown): void {
  if (typeof message === 'object' && message !== null && 'worker' in message) {
    if (message.worker instanceof Worker) threads.push(message.worker);
  }
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'switchboard-archive-'));
  threads = [];
  subscribe('worker_threads', seen);
});

afterEach(async () => {
  unsubscribe('worker_threads', seen);
  await rm(folder, { recursive: true });
});

// Red if the connection to the thread is kept: every later statement fails until the process is restarted.
test.each(['archive.db', ':memory:'])(
  'an SQLite archive in %s is reopened and filled whenever its thread has died',
  async (name) => {
    await using switchboard = await startSwitchboard({
      archive: {
        engine: { kind: 'sqlite', path: name === ':memory:' ? name : join(folder, name) },
        since: '2025-02-12',
        requestsPerMinute: 10_000,
        keepDays: null,
      },
      sandbox: {
        now: new Date(NOW),
        data: {
          calls: manyCalls(100, { from: '2025-02-13 12:00:00', to: '2025-03-11 12:00:00' }, { note: 0 }),
        },
      },
      now: () => NOW,
    });
    const isFilled = async () => {
      const { data } = await switchboard.query('{ archive { state calls } }');
      return JSON.stringify(data) === JSON.stringify({ archive: { state: 'FOLLOWING', calls: 100 } });
    };
    await eventually(isFilled, 10_000);
    for (let deaths = 1; deaths <= 2; deaths += 1) {
      await threads.at(-1)?.terminate();
      // Meanwhile, queries are answered live or say why they can't be answered.
      const { data, errors } = await switchboard.query(`{ call(uuid: "${numberedUuid(0)}") { uuid } }`);
      expect(data?.['call'] ?? errors?.[0]?.extensions?.['code']).toBeDefined();
      await eventually(isFilled, 10_000);
      expect(threads).toHaveLength(deaths + 1);
    }
    const lost = switchboard.log.filter(({ msg }) => msg === 'archive lost: opening it again');
    expect(lost).toHaveLength(2);
  },
  60_000,
);

// Red if filling starts with a new budget whenever the database is opened.
test('requests sent before the thread died count towards the budget of the minute', async () => {
  await using switchboard = await startSwitchboard({
    archive: {
      engine: { kind: 'sqlite', path: ':memory:' },
      since: '2025-02-12',
      requestsPerMinute: 1,
      keepDays: null,
    },
    sandbox: { now: new Date(NOW) },
    now: () => NOW,
  });
  const { sandbox, log } = switchboard;
  await eventually(() => sandbox.requests.length === 1);
  await threads.at(-1)?.terminate();
  await eventually(() => log.filter(({ msg }) => msg === 'archive opened').length === 2);
  await expect(eventually(() => sandbox.requests.length > 1, 2000)).rejects.toThrow();
});
