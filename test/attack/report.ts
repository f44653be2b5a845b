import type { Row } from '../../bench/harness/table.ts';
import { MAX_ABOVE_IDLE, type Findings } from './attack.ts';
import { withCore, type Asked } from './honest-caller.ts';

const LONGEST_STALL = 500;
const LONGEST_ANSWER = 1000;

/** The promises and whether they were kept, followed by explanations. */
export function rowsOf(findings: Findings): readonly Row[] {
  const { idle, after, rested, asked, longestStall, ownDelay, load, outcomes } = findings;
  const refused = asked.filter(({ failure }) => failure !== null);
  const [slowest] = asked.toSorted((a, b) => withCore(b) - withCore(a));
  const ms = slowest === undefined ? Infinity : withCore(slowest);
  const stall = withCore(longestStall);
  const promise = (measure: string, result: string, goal: string, met: boolean): Row => ({
    measure,
    result,
    goal,
    met,
  });
  const beside = (measure: string, result: string): Row => ({ measure, result, goal: '', met: null });
  return [
    promise('honest requests refused', `${refused.length} of ${asked.length}`, '0', refused.length === 0),
    promise(
      'ms until an honest request was answered, at most',
      slowest === undefined ? 'none' : timeOf(slowest),
      `≤ ${LONGEST_ANSWER}`,
      ms <= LONGEST_ANSWER,
    ),
    promise(
      'ms until /health/live was answered, at most',
      timeOf(longestStall),
      `≤ ${LONGEST_STALL}`,
      stall <= LONGEST_STALL,
    ),
    promise(
      'MB resident above idle, a while later',
      (rested.rssMegabytes - idle.rssMegabytes).toFixed(0),
      `≤ ${MAX_ABOVE_IDLE}`,
      rested.rssMegabytes - idle.rssMegabytes <= MAX_ABOVE_IDLE,
    ),
    beside(
      'MB resident when idle, and at most',
      `${idle.rssMegabytes.toFixed(0)}, ${after.peakRssMegabytes.toFixed(0)}`,
    ),
    beside('ms of CPU that a turn of the event loop took at most', after.longestTurnMs.toFixed(0)),
    beside(
      'ms for which the event loop stood still at most, whoever had the core',
      after.longestStallMs.toFixed(0),
    ),
    beside('the same of the honest caller', ownDelay.toFixed(0)),
    beside('load average', load.toFixed(1)),
    ...[...new Set(refused.map(({ what, failure }) => `${what}: ${failure ?? ''}`))].map((text) =>
      beside('refused', text),
    ),
    ...slowOnes(findings).map(([what, ms]) => beside(`ms for ${what}`, ms)),
    ...Object.entries(outcomes).map(([kind, counts]) =>
      beside(`outcomes of ${kind}`, JSON.stringify(counts)),
    ),
  ];
}

/** Without and with the waits for a core. */
function timeOf(asked: Asked): string {
  return `${withCore(asked).toFixed(0)} (with waits for a core: ${asked.ms.toFixed(0)})`;
}

/** The slowest responses to each kind of request from the honest caller. */
function slowOnes({ asked }: Findings): readonly (readonly [string, string])[] {
  const byWhat = Map.groupBy(asked, ({ what }) => what);
  return [...byWhat].map(([what, answers]) => {
    const slowest = answers.map(withCore).toSorted((a, b) => b - a);
    return [
      what,
      slowest
        .slice(0, 5)
        .map((ms) => ms.toFixed(0))
        .join(', '),
    ] as const;
  });
}
