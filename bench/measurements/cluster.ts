import { fileURLToPath } from 'node:url';
import { mainQuery, NOW } from '../harness/main-query.ts';
import { contest } from '../harness/rounds.ts';
import type { ServerCommand } from '../harness/server-process.ts';
import { setStage } from '../harness/stage.ts';
import { writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import type { Report } from '../harness/table.ts';

const CLUSTER = fileURLToPath(new URL('../harness/cluster.mjs', import.meta.url));

/** One process and two on one port: the main query executed anew. */
export async function cluster(): Promise<Report> {
  await using stage = await setStage({ now: NOW });
  const question = await mainQuery();
  const single = switchboard(stage.folder, stage.providers.url, 'data');
  const servers = [
    await stage.start(inProcesses(single, 1), question),
    await stage.start(inProcesses(single, 2), question),
  ];
  const plan = { question, connections: 20, rounds: 5, seconds: 4, warmUpSeconds: 15 };
  const contests = await contest(servers, plan);
  const [, two] = contests;
  if (two === undefined) throw new Error('A contest without contestants.');
  return {
    script: 'bench:cluster',
    title: 'one process and two',
    contests,
    rows: [
      {
        measure: 'answers/s of two processes ÷ one',
        result: writeSpread(two.speedRatio),
        goal: 'scales with cores',
        met: null,
      },
    ],
  };
}

function inProcesses({ module, environment }: ServerCommand, processes: number): ServerCommand {
  return {
    name: `Switchboard × ${processes}`,
    module: CLUSTER,
    environment: { ...environment, MODULE: module, PROCESSES: String(processes) },
  };
}
