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
  /** The number of steps, each a database command or a request, until the process dies; Infinity if it lives. */
  readonly steps: number;
  /** Called before each request. */
  readonly beforeRequest: () => void;
  /** Whether the process has done all that is wanted of it; by default, if no interval is due. */
  readonly isOver?: () => Promise<boolean>;
}

type Step = <T>(work: () => T) => T;

/** Syncs until it is over, the provider fails, or the process dies. A dead process does nothing any more. */
export async function synchronise(process: MortalProcess): Promise<void> {
  const { store, provider, now, since, beforeRequest } = process;
  const life = new AbortController();
  let left = process.steps;
  const step: Step = (work) => {
    left -= 1;
    if (left >= 0) return work();
    life.abort();
    throw new Error('dead');
  };
  const mortal = mortalStore(store, step, life);
  const recorder = new Recorder(mortal, DECODER);
  const archive = new AccountArchive(mortal, DECODER, recorder, 'PL', () => 0, now);
  const running = new Synchroniser({
    workspace: 'acme',
    source: provider.connect(recorder),
    archive,
    store: mortal,
    pacer: new TellingPacer(() => step(beforeRequest)),
    limits: backgroundLimits(),
    since: () => since,
    keepFrom: () => null,
    logger: pino({ level: 'silent' }),
    now,
  }).run(life.signal);
  const { isOver = async () => dueInterval(await store.coverage(EVER), since, now(), null, null) === null } =
    process;
  while (!life.signal.aborted) {
    if (await isOver()) life.abort();
    else await sleep(5);
  }
  await running;
  await recorder.flushed().catch(() => undefined);
}

/** Each method is a step. The process also ends as soon as it would pause. */
function mortalStore(store: AccountStore, step: Step, life: AbortController): AccountStore {
  const pausing: AccountStore = {
    ...store,
    notes: mortal(store.notes, step),
    setStatus(status, holder) {
      if (typeof status.paused === 'string') life.abort();
      return store.setStatus(status, holder);
    },
  };
  // The lease is released even for a dead process, so the next one needn't wait until it expires.
  return { ...mortal(pausing, step), release: (holder) => store.release(holder) };
}

/** The same object, whose methods are steps. */
function mortal<T extends object>(whole: T, step: Step): T {
  const entries = Object.entries(whole).map(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [name, member] as const;
    const method = async (...given: readonly unknown[]): Promise<unknown> =>
      await step((): unknown => Reflect.apply(member, whole, given));
    return [name, method] as const;
  });
  return { ...whole, ...Object.fromEntries(entries) };
}

/** Lets requests start at once. */
class TellingPacer extends Pacer {
  constructor(private readonly beforeRequest: () => void) {
    super(Infinity);
  }

  override async turn(): Promise<void> {
    await Promise.resolve();
    this.beforeRequest();
  }
}
