import type { RecordedCallSource } from '../../src/domain/sources.js';
import type { Interval } from '../../src/domain/interval.js';
import type { CallRecorder } from '../../src/domain/archive/call-archive.js';
import { startSandbox } from '../../src/sandbox/sandbox.js';
import type { WireCall } from '../../src/sandbox/wire.js';
import type { Random } from '../soak/random.js';
import { aCall } from '../support/builders.js';
import type { Clock } from '../support/a-clock.js';
import { connectCcrm, NOTHING_KEPT } from '../providers/ccrm/a-ccrm.js';
import { DECODER } from './a-store.js';

const DAY = 86_400_000;
/** The page size, small enough that most intervals need several pages. */
const PAGE_SIZE = 25;
const CALLS = 120;

/** The properties by which calls are compared. */
export interface KnownCall {
  readonly uuid: string;
  readonly startedAt: number;
  readonly durationSeconds: number;
}

/** A ccrm.pl over HTTP whose past changes; its dates are in UTC. */
export interface ChangingProvider {
  /** Inserts, changes, moves or deletes a call of any time since `since`. */
  change(): void;
  /** Makes the next request fail. */
  failOnce(): void;
  /** The time of the last change, in milliseconds since the epoch. */
  changedAt(): number;
  /** The UUIDs of all calls that ever existed. */
  uuids(): readonly string[];
  /** The calls of an interval, oldest first. */
  calls(interval: Interval): readonly KnownCall[];
  /** Creates a source as a separate process would. */
  connect(recorder: CallRecorder): RecordedCallSource;
  close(): Promise<void>;
}

/** `days`: the length of the initial past in days. */
export async function startChangingProvider(
  random: Random,
  clock: Clock,
  days: number,
): Promise<ChangingProvider> {
  const start = clock.now() - days * DAY;
  let made = 0;
  let changedAt = -Infinity;
  const dateOf = (instant: number) => new Date(instant).toISOString().slice(0, 19).replace('T', ' ');
  const aPastDate = () => {
    // Some seconds contain several calls.
    const instant = start + Math.floor(random.fraction() ** 2 * (clock.now() - start));
    return dateOf(random.fraction() < 0.2 ? Math.floor(instant / DAY) * DAY : instant);
  };
  const aPastCall = () =>
    aCall({
      uuid: uuidOf((made += 1)),
      callDate: aPastDate(),
      duration: random.whole(0, 900),
    });
  const list: WireCall[] = Array.from({ length: CALLS }, aPastCall);
  const sandbox = await startSandbox({ data: { calls: list } });
  sandbox.behaviour.pageSize = PAGE_SIZE;
  const connections: { disconnect(): void }[] = [];

  return {
    change() {
      // No request is sent in the millisecond of a change.
      clock.pass(1);
      const index = random.whole(0, list.length - 1);
      const call = list[index];
      const kind = random.pick(['INSERT', 'CHANGE', 'MOVE', 'DELETE'] as const);
      if (kind === 'INSERT' || call === undefined) list.push(aPastCall());
      else if (kind === 'DELETE') list.splice(index, 1);
      else if (kind === 'CHANGE') list[index] = { ...call, duration: random.whole(0, 900) };
      else list[index] = { ...call, callDate: aPastDate() };
      changedAt = clock.now();
      clock.pass(1);
    },
    failOnce() {
      sandbox.behaviour.faults.push({ provider: 'ccrm', status: 500, times: 1 });
    },
    changedAt: () => changedAt,
    uuids: () => Array.from({ length: made }, (_, index) => uuidOf(index + 1)),
    calls: ({ start: first, end }) =>
      list
        .flatMap((wire) => {
          const call = DECODER.decodeCall(wire);
          return call === null || call.startedAt < first || call.startedAt > end ? [] : [known(call)];
        })
        .sort((a, b) => a.startedAt - b.startedAt || (a.uuid < b.uuid ? -1 : 1)),
    connect(recorder) {
      const cache = { ...NOTHING_KEPT, recorder, now: clock.now };
      const connection = connectCcrm({
        url: sandbox.ccrmUrl,
        token: sandbox.credentials.ccrmToken,
        timezone: 'UTC',
        cache,
      });
      connections.push(connection);
      return { ...connection.source, decoder: DECODER };
    },
    async close() {
      for (const connection of connections) connection.disconnect();
      await sandbox.close();
    },
  };
}

export function known({ uuid, startedAt, durationSeconds }: KnownCall): KnownCall {
  return { uuid, startedAt, durationSeconds };
}

function uuidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}
