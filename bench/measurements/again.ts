import { expectEqualAnswers } from '../harness/equal-answers.ts';
import { mainQuery, MEMORY_RANGE, NOW } from '../harness/main-query.ts';
import { handWritten, meshCached } from '../harness/peers.ts';
import { contest } from '../harness/rounds.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { setStage } from '../harness/stage.ts';
import { writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import type { Report } from '../harness/table.ts';

const LEAST_SPEED = 0.9;

/** The same question again while all that it read is fresh. */
export async function again(): Promise<Report> {
  await using stage = await setStage({ now: NOW });
  const { folder, providers } = stage;
  const question = await mainQuery();
  const commands = [
    handWritten(providers.url, MEMORY_RANGE),
    switchboard(folder, providers.url, 'data and responses'),
    meshCached(providers.url),
  ];
  const servers: ServerProcess[] = [];
  for (const command of commands) servers.push(await stage.start(command, question));
  await expectEqualAnswers(servers, question);

  const plan = { question, connections: 20, rounds: 5, seconds: 4, warmUpSeconds: 4 };
  const contests = await contest(servers, plan);
  const [, ours] = contests;
  if (ours === undefined) throw new Error('A contest without contestants.');
  return {
    script: 'bench:again',
    title: 'the same question from the response cache',
    contests,
    rows: [
      {
        measure: 'answers/s ÷ hand-written',
        result: writeSpread(ours.speedRatio),
        goal: `≥ ${LEAST_SPEED}`,
        met: ours.speedRatio.median >= LEAST_SPEED,
      },
    ],
  };
}
