import { fileURLToPath } from 'node:url';
import { mainQuery, NOW } from '../harness/main-query.ts';
import { contest, type Contest } from '../harness/rounds.ts';
import type { ServerCommand } from '../harness/server-process.ts';
import { setStage } from '../harness/stage.ts';
import { writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import { contestTable, type Report } from '../harness/table.ts';

const CLUSTER = fileURLToPath(new URL('../harness/cluster.mjs', import.meta.url));

/** From which part of one process's answers for each second of CPU on two processes count as scaling. */
const SCALES = 0.9;

/**
 * One process and two on one port: the main query executed anew. The load generator takes its part of the same
 * cores, so that answers a second can't tell how many there would be on cores of their own. CPU can: what an answer
 * costs, whether the workers share it evenly, and how many cores they got.
 */
export async function cluster(): Promise<Report> {
  await using stage = await setStage({ now: NOW });
  const question = await mainQuery();
  const single = switchboard(stage.folder, stage.providers.url, 'data');
  const pair = await stage.start(inProcesses(single, 2), question);
  const servers = [await stage.start(inProcesses(single, 1), question), pair];
  const plan = { questions: [question], connections: 20, rounds: 5, seconds: 4, warmUpSeconds: 15 };
  const contests = await contest(servers, plan);
  const [one, two] = contests;
  if (one === undefined || two === undefined) throw new Error('A contest without contestants.');
  const { cpuMs, busiestCpuMs } = await pair.usage();
  const answersByCpu = 1 / two.cpuRatio.median;
  return {
    script: 'bench:cluster',
    title: 'one process and two',
    tables: [contestTable('the main query', contests)],
    rows: [
      {
        measure: 'answers/s of two processes ÷ one',
        result: writeSpread(two.speedRatio),
        goal: '',
        met: null,
      },
      {
        measure: 'answers for each second of CPU, two processes ÷ one',
        result: answersByCpu.toFixed(2),
        goal: `≥ ${SCALES}`,
        met: answersByCpu >= SCALES,
      },
      { measure: 'cores that one process got', result: coresOf(one), goal: '', met: null },
      { measure: 'cores that two processes got', result: coresOf(two), goal: '', met: null },
      {
        measure: 'CPU of the busier of the two ÷ of both',
        result: (busiestCpuMs / cpuMs).toFixed(2),
        goal: '',
        met: null,
      },
    ],
  };
}

function coresOf({ perSecond, cpuMs }: Contest): string {
  return ((perSecond.median * cpuMs.median) / 1000).toFixed(2);
}

function inProcesses({ module, environment }: ServerCommand, processes: number): ServerCommand {
  return {
    name: `Switchboard × ${processes}`,
    module: CLUSTER,
    environment: { ...environment, MODULE: module, PROCESSES: String(processes) },
  };
}
