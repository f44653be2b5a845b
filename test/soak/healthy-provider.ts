/*
 * Prints how the failures of two providers affect the third: the throughput and times of queries to Voicenter while
 * ccrm hangs and RingMe has bursts of 5xx, compared to the same load without faults, and to no queries to the others,
 * which saves the server their work. Slices of the three modes alternate, and each round gives one ratio.
 * Usage: npm run soak:healthy-provider -- [ROUNDS]
 */
import type { Agent } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { SandboxBehaviour } from '../../src/sandbox/behaviour.ts';
import { providerVariables } from '../../bench/harness/switchboard.ts';
import { spreadOf, writeSpread } from '../../bench/harness/statistics.ts';
import { endFaults } from './faults.ts';
import { exchange, operation } from './exchange.ts';
import { load } from './load.ts';
import { startSoakedServer } from './soaked-server.ts';
import { startBuiltSandbox, withConnections } from './stage.ts';
import { createTally, errorsOf } from './tally.ts';

const ROUNDS = Number(process.argv[2] ?? 12);
const SLICE_SECONDS = 5;
const CALLERS = 4;
/** Queries per second to the two other providers. */
const OTHERS = 20;
const MODES = ['others sick', 'others well', 'others not asked'] as const;
const NOTHING_KEPT = {
  CACHE_TTL_EXTENSIONS: '0',
  CACHE_TTL_CLIENT: '0',
  CACHE_TTL_NOTES: '0',
  CACHE_TTL_RECENT_CALLS: '0',
  CACHE_TTL_CLOSED_CALLS: '0',
  CACHE_MAX_STALE: '0',
};

type Mode = (typeof MODES)[number];
type Slice = Record<'perSecond' | 'p50' | 'p99', number>;
type Round = Record<Mode, Slice>;

const now = Date.now();
const [from, to] = [now - 3_600_000, now].map((instant) => new Date(instant).toISOString());
const healthy = operation('{ extensions(first: 10) { nodes { name sip speedDial } } }');
const others = operation(
  `{ client { name } calls(from: "${from}", to: "${to}", first: 1) { nodes { uuid } } }`,
);

const sandbox = await startBuiltSandbox(now);
const server = await startSoakedServer({ ...providerVariables(sandbox.url), ...NOTHING_KEPT });
try {
  await withConnections(async (agent) => {
    await slice(agent, 'others well');
    const rounds: Round[] = [];
    while (rounds.length < ROUNDS) rounds.push(await playRound(agent, rounds.length));
    for (const mode of MODES) print(mode, rounds);
  });
} finally {
  server.kill();
  await sandbox.close();
}

/** Plays a slice of each mode, starting with a different one in each round. */
async function playRound(agent: Agent, number: number): Promise<Round> {
  const slices: Partial<Round> = {};
  const first = number % MODES.length;
  for (const mode of [...MODES.slice(first), ...MODES.slice(0, first)]) {
    if (mode === 'others sick') failTwo(sandbox.behaviour);
    slices[mode] = await slice(agent, mode);
    endFaults(sandbox.behaviour);
    await recovered(agent);
  }
  const { 'others sick': sick, 'others well': well, 'others not asked': alone } = slices;
  if (!sick || !well || !alone) throw new Error('A round without one of its slices.');
  return { 'others sick': sick, 'others well': well, 'others not asked': alone };
}

/** RingMe's bursts are three failures, each after five successes; ccrm never responds. */
function failTwo(behaviour: SandboxBehaviour): void {
  const bursts = Array.from({ length: 200 }, () => {
    return { provider: 'ringme', status: 502, skip: 5, times: 3 } as const;
  });
  behaviour.faults = [{ provider: 'ccrm', hang: true }, ...bursts];
}

/** Rejects if a response of the healthy provider is incomplete. */
async function slice(agent: Agent, mode: Mode): Promise<Slice> {
  const end = performance.now() + SLICE_SECONDS * 1000;
  const times: number[] = [];

  async function caller(): Promise<void> {
    while (performance.now() < end) {
      const { status, ms, answer } = await exchange(server.url, agent, healthy);
      if (status !== 200 || errorsOf(answer).length > 0) throw new Error(`The healthy one failed: ${status}`);
      times.push(ms);
    }
  }

  const askOthers = () =>
    withConnections((apart) =>
      load({
        url: server.url,
        agent: apart,
        seconds: SLICE_SECONDS,
        rate: mode === 'others not asked' ? 0 : OTHERS,
        open: 200,
        question: () => ({ sent: others }),
        tally: createTally(),
      }),
    );
  await Promise.all([askOthers(), ...Array.from({ length: CALLERS }, caller)]);
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? NaN;
  return { perSecond: times.length / SLICE_SECONDS, p50: at(0.5), p99: at(0.99) };
}

/** Resolves once all three providers respond again. */
async function recovered(agent: Agent): Promise<void> {
  while (errorsOf((await exchange(server.url, agent, others)).answer).length > 0) await wait(100);
}

/** Prints medians with their range, and those of the faulty slices relative to the same round. */
function print(mode: Mode, rounds: readonly Round[]): void {
  const spread = (valueOf: (round: Round) => number) => spreadOf(rounds.map(valueOf));
  const [rate, p50, p99] = (['perSecond', 'p50', 'p99'] as const).map((name) => {
    return writeSpread(
      spread((round) => round[mode][name]),
      name === 'perSecond' ? 0 : 1,
    );
  });
  console.log(`${mode.padEnd(16)} ${rate} answers/s, p50 ${p50} ms, p99 ${p99} ms`);
  if (mode === 'others sick') return;
  const against = (name: keyof Slice) =>
    spread((round) => round['others sick'][name] / round[mode][name]).median;
  const [throughput, slowest] = [100 * against('perSecond'), against('p99')];
  console.log(
    `${' '.repeat(16)} sick against it: throughput ${throughput.toFixed(1)} %, p99 × ${slowest.toFixed(2)}`,
  );
}
