import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { AccountArchive } from '../../src/archive/account-archive.js';
import { Recorder } from '../../src/archive/recorder.js';
import type { AccountStore } from '../../src/archive/store/account-store.js';
import { dueInterval } from '../../src/archive/sync/due-interval.js';
import { Pacer } from '../../src/archive/sync/pacer.js';
import { backgroundLimits } from '../../src/archive/open-accounts.js';
import { Synchroniser } from '../../src/archive/sync/synchroniser.js';
import type { ChangingProvider } from './a-changing-provider.js';
import { DECODER, seconds } from './a-store.js';

const EVER = seconds(0, 10_000_000_000);

export interface MortalProcess {
  readonly store: AccountStore;
  readonly provider: ChangingProvider;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly since: number;
  /** The number of steps, each a database command, until the process dies; Infinity for a process that lives. */
  readonly steps: number;
  /** Called before each request. */
  readonly beforeRequest: () => void;
}

/** Syncs until nothing is due, the provider fails, or the process dies. A dead process does nothing any more. */
export async function synchronise(process: MortalProcess): Promise<void> {
  const { store, provider, now, since } = process;
  const life = new AbortController();
  const mortal = mortalStore(store, process.steps, life);
  const recorder = new Recorder(mortal, DECODER);
  const archive = new AccountArchive(mortal, DECODER, recorder, 'PL', () => 0, now);
  const running = new Synchroniser({
    workspace: 'acme',
    source: provider.connect(recorder),
    archive,
    store: mortal,
    pacer: new TellingPacer(process.beforeRequest),
    limits: backgroundLimits(),
    since: () => since,
    keepFrom: () => null,
    logger: pino({ level: 'silent' }),
    now,
  }).run(life.signal);
  while (!life.signal.aborted) {
    if (dueInterval(await store.coverage(EVER), since, now(), null) === null) life.abort();
    else await sleep(5);
  }
  await running;
  await recorder.flushed().catch(() => undefined);
}

/** Ends the process after so many steps, before the last one is sent, and as soon as it would pause. */
function mortalStore(store: AccountStore, steps: number, life: AbortController): AccountStore {
  let left = steps;
  async function step<T>(work: () => Promise<T>): Promise<T> {
    left -= 1;
    if (left < 0) {
      life.abort();
      throw new Error('dead');
    }
    return work();
  }
  return {
    ...store,
    coverage: (interval) => step(() => store.coverage(interval)),
    firstCall: () => step(() => store.firstCall()),
    write: (...interval) => step(() => store.write(...interval)),
    lease: (holder, milliseconds) => step(() => store.lease(holder, milliseconds)),
    // The lease is released even for a dead process, so the next one needn't wait until it expires.
    release: (holder) => store.release(holder),
    rederive: (decoder) => step(() => store.rederive(decoder)),
    setStatus: (status, holder) => {
      if (typeof status.paused === 'string') life.abort();
      return step(() => store.setStatus(status, holder));
    },
  };
}

/** Lets requests start at once. */
class TellingPacer extends Pacer {
  constructor(private readonly beforeRequest: () => void) {
    super(Infinity);
  }

  override turn(): Promise<void> {
    this.beforeRequest();
    return Promise.resolve();
  }
}
