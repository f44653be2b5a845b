import { load } from './load.ts';
import type { Question } from './question.ts';
import type { ServerProcess } from './server-process.ts';
import { spreadOf, type Spread } from './statistics.ts';

/** One server's results in all rounds. */
export interface Contest {
  readonly name: string;
  readonly perSecond: Spread;
  /** CPU time of the server's process per response, in milliseconds. */
  readonly cpuMs: Spread;
  /** Responses per second, divided by those of the first server in the same round. */
  readonly speedRatio: Spread;
  /** CPU time per response, divided by that of the first server in the same round. */
  readonly cpuRatio: Spread;
  /** Resident memory of the server's process at the end of a round. */
  readonly megabytes: Spread;
}

export interface RoundPlan {
  /** Sent in turn. */
  readonly questions: readonly Question[];
  readonly connections: number;
  readonly rounds: number;
  readonly seconds: number;
  readonly warmUpSeconds: number;
}

interface Round {
  readonly perSecond: number;
  readonly cpuMs: number;
  readonly megabytes: number;
}

/** Warms up the servers, then loads one after the other, round by round: A B C, A B C. The first is the baseline. */
export async function contest(servers: readonly ServerProcess[], plan: RoundPlan): Promise<Contest[]> {
  const { questions, connections, warmUpSeconds } = plan;
  for (const { url } of servers) await load(url, questions, connections, warmUpSeconds);
  const rounds: Round[][] = [];
  for (let number = 0; number < plan.rounds; number += 1) {
    const round: Round[] = [];
    for (const server of servers) round.push(await runRound(server, plan));
    rounds.push(round);
  }
  return servers.map(({ name }, index) => judge(name, index, rounds));
}

async function runRound(server: ServerProcess, plan: RoundPlan): Promise<Round> {
  const before = await server.usage();
  const { answers, perSecond } = await load(server.url, plan.questions, plan.connections, plan.seconds);
  const after = await server.usage();
  return { perSecond, cpuMs: (after.cpuMs - before.cpuMs) / answers, megabytes: after.rssMegabytes };
}

function judge(name: string, index: number, rounds: readonly (readonly Round[])[]): Contest {
  const own = (valueOf: (round: Round) => number) =>
    spreadOf(rounds.flatMap((round) => (round[index] ? [valueOf(round[index])] : [])));
  const ratio = (valueOf: (round: Round) => number) =>
    spreadOf(
      rounds.flatMap((round) =>
        round[index] && round[0] ? [valueOf(round[index]) / valueOf(round[0])] : [],
      ),
    );
  return {
    name,
    perSecond: own(({ perSecond }) => perSecond),
    cpuMs: own(({ cpuMs }) => cpuMs),
    speedRatio: ratio(({ perSecond }) => perSecond),
    cpuRatio: ratio(({ cpuMs }) => cpuMs),
    megabytes: own(({ megabytes }) => megabytes),
  };
}
