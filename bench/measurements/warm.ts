import { expectEqualAnswers } from '../harness/equal-answers.ts';
import { mainQuery, MEMORY_RANGE, NOW } from '../harness/main-query.ts';
import { apollo, handWritten, mercurius, mesh } from '../harness/peers.ts';
import { contest } from '../harness/rounds.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { setStage } from '../harness/stage.ts';
import { writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import type { Report } from '../harness/table.ts';

const LEAST_SPEED = 0.8;
const MOST_CPU = 1.3;

/** The main query executed anew each time, what the providers said fresh in memory. */
export async function warm(): Promise<Report> {
  await using stage = await setStage({ now: NOW });
  const { folder, providers } = stage;
  const question = await mainQuery();
  const commands = [
    handWritten(providers.url, MEMORY_RANGE),
    switchboard(folder, providers.url, 'data'),
    mercurius(providers.url, MEMORY_RANGE),
    apollo(providers.url),
    mesh(providers.url),
  ];
  const servers: ServerProcess[] = [];
  for (const command of commands) servers.push(await stage.start(command, question));
  await expectEqualAnswers(servers, question);

  const plan = { question, connections: 20, rounds: 5, seconds: 4, warmUpSeconds: 4 };
  const contests = await contest(servers, plan);
  const [, ours, closest] = contests;
  if (ours === undefined || closest === undefined) throw new Error('A contest without contestants.');
  return {
    script: 'bench:warm',
    title: 'the main query executed anew, providers’ data in memory',
    contests,
    rows: [
      {
        measure: 'answers/s ÷ hand-written',
        result: writeSpread(ours.speedRatio),
        goal: `≥ ${LEAST_SPEED}`,
        met: ours.speedRatio.median >= LEAST_SPEED,
      },
      {
        measure: 'CPU per answer ÷ hand-written',
        result: writeSpread(ours.cpuRatio),
        goal: `≤ ${MOST_CPU}`,
        met: ours.cpuRatio.median <= MOST_CPU,
      },
      {
        measure: 'answers/s ÷ Mercurius with JIT',
        result: (ours.perSecond.median / closest.perSecond.median).toFixed(2),
        goal: '> 1',
        met: ours.perSecond.median > closest.perSecond.median,
      },
    ],
  };
}
