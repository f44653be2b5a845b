import { test } from '@jest/globals';
import { pino } from 'pino';
import { backgroundLimits } from '../../../src/archive/open-accounts.js';
import { Pacer } from '../../../src/archive/sync/pacer.js';
import { Synchroniser } from '../../../src/archive/sync/synchroniser.js';
import { startSandbox } from '../../../src/sandbox/sandbox.js';
import { connectCcrm, NOTHING_KEPT } from '../../providers/ccrm/a-ccrm.js';
import { aClock } from '../../support/a-clock.js';
import { aCall } from '../../support/builders.js';
import { eventually } from '../../support/eventually.js';
import { openStore } from '../a-store.js';

const DAY = 86_400_000;
const HOUR = 3600;

// Red if both are timed by the system's clock: neither happens in the next ten days.
test('old calls are deleted and notes are reread on time after the system’s clock was ten days fast', async () => {
  const system = aClock('2025-03-22T12:00:00Z');
  const steady = aClock('1970-01-01T00:00:00Z');
  await using opened = await openStore({ kind: 'sqlite', path: ':memory:' });
  const calls = [aCall({ callDate: '2025-03-12 10:00:00', note: 1 })];
  const sandbox = await startSandbox({ data: { calls } });
  // They can't be read, so they are deferred for an hour.
  sandbox.behaviour.faults = [{ route: 'notes', status: 200, body: '<html></html>' }];
  const ccrm = connectCcrm({
    url: sandbox.ccrmUrl,
    token: sandbox.credentials.ccrmToken,
    timezone: 'UTC',
    cache: { ...NOTHING_KEPT, recorder: opened.archive.recorder, now: system.now },
  });
  let pruned = 0;
  const store = {
    ...opened.store,
    prune: async (before: number) => {
      pruned += 1;
      await opened.store.prune(before);
    },
  };
  const life = new AbortController();
  const running = new Synchroniser(
    {
      workspace: 'acme',
      source: ccrm.source,
      archive: opened.archive,
      store,
      pacer: new Pacer(Infinity),
      limits: backgroundLimits(),
      since: () => Date.parse('2025-03-11T12:00:00Z'),
      keepFrom: () => system.now() - 300 * DAY,
      logger: pino({ level: 'silent' }),
      now: system.now,
    },
    steady.now,
  ).run(life.signal);
  const noteRequests = () => sandbox.requests.filter(({ route }) => route === 'notes').length;
  await eventually(() => pruned === 1 && noteRequests() === 1);
  system.set(Date.parse('2025-03-12T12:00:00Z'));
  await eventually(() => {
    // Again and again, because the step that has just read the notes may not have ended.
    steady.pass(HOUR + 1);
    return pruned >= 2 && noteRequests() >= 2;
  }, 15_000);
  life.abort();
  await running;
  ccrm.disconnect();
  await sandbox.close();
}, 60_000);
