import { fork } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { loadavg } from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../../bench/harness/message.ts';
import { answerOf } from '../../bench/harness/question.ts';
import type { ServerProcess, Usage } from '../../bench/harness/server-process.ts';
import { fieldsOf, listOf, textOf } from '../../bench/harness/values.ts';
import type { Order } from './attackers.ts';
import { askHonestly, watchHealth, type Asked } from './honest-caller.ts';
import { startStage, type Stage } from './stage.ts';
import type { Target } from './target.ts';

export interface AttackOptions {
  readonly seconds: number;
  /** Names of ATTACKS. */
  readonly kinds: readonly string[];
  /** The options of the server's node. */
  readonly nodeOptions: readonly string[];
}

/** The results of an attack. */
export interface Findings {
  readonly idle: Usage;
  /** Right after the attack. */
  readonly after: Usage;
  /** A while later. */
  readonly rested: Usage;
  readonly asked: readonly Asked[];
  /** The request for /health/live that took longest or failed. */
  readonly longestStall: Asked;
  /** The largest delay of this process itself in milliseconds. */
  readonly ownDelay: number;
  /** The load average of the last minute. */
  readonly load: number;
  /** The number of each outcome, by kind. */
  readonly outcomes: Readonly<Record<string, unknown>>;
}

const ATTACKERS = fileURLToPath(new URL('attackers.ts', import.meta.url));
const WARM_UP_SECONDS = 12;
const REST_SECONDS = 60;
export const MAX_ABOVE_IDLE = 150;
const DAYS_MS = 3 * 86_400_000;
const SUBJECTLESS = 50;
const IDS = 1000;

/** Prints a progress message. */
function tell(text: string): void {
  process.stderr.write(`${new Date().toISOString()} ${text}\n`);
}

/** Attacks the built server in all these ways at once beside an honest caller; rejects if the server exits. */
export async function attack({ seconds, kinds, nodeOptions }: AttackOptions): Promise<Findings> {
  await using stage = await startStage(nodeOptions);
  const { server } = stage;
  tell('an honest caller alone');
  const warm = AbortSignal.timeout(WARM_UP_SECONDS * 1000);
  await askHonestly(stage, warm);
  const target = await targetOf(stage);
  const idle = await server.usage();

  tell(`${kinds.length} kinds of attackers as well`);
  const attackers = fork(ATTACKERS, { env: {} });
  const told = messageOf(attackers);
  const order: Order = { target, kinds, seconds };
  attackers.send(order);
  const end = new AbortController();
  const own = monitorEventLoopDelay({ resolution: 5 });
  own.enable();
  server.watchStalls();
  const honest = askHonestly(stage, end.signal);
  const health = watchHealth(stage, end.signal);
  const outcomes = fieldsOf(await told);
  end.abort();
  tell('the end of it');
  const [load = NaN] = loadavg();
  const findings = {
    asked: await honest,
    longestStall: await health,
    ownDelay: own.max / 1e6,
    load,
    outcomes,
  };
  attackers.kill('SIGKILL');
  const after = await server.usage();
  return { ...findings, idle, after, rested: await rest(server, idle) };
}

/** Waits for the memory to be released, up to a limit. */
async function rest(server: ServerProcess, idle: Usage): Promise<Usage> {
  let used = await server.usage();
  for (let second = 0; second < REST_SECONDS; second += 1) {
    if (used.rssMegabytes <= idle.rssMegabytes + MAX_ABOVE_IDLE) break;
    await pause(1000);
    used = await server.usage();
  }
  return used;
}

async function targetOf({ url, token, hostileKey }: Stage): Promise<Target> {
  const to = Math.floor(Date.now() / 60_000) * 60_000;
  const range = { from: new Date(to - DAYS_MS).toISOString(), to: new Date(to).toISOString() };
  const query = `query ($from: DateTime!, $to: DateTime!) { calls(from: $from, to: $to, first: ${IDS}) { nodes { id } } }`;
  const { calls } = fieldsOf(await answerOf(`${url}/graphql`, { query, variables: range }));
  const ids = listOf(fieldsOf(calls)['nodes'], (node) => textOf(fieldsOf(node)['id']));
  const tokens = Array.from({ length: SUBJECTLESS }, () => token({ sub: undefined, scope: '' }));
  return { url, key: hostileKey, subjectless: await Promise.all(tokens), ids: ids.slice(0, 20), ...range };
}
