import { expectEqualAnswers } from '../harness/equal-answers.ts';
import { mainQuery, NOW } from '../harness/main-query.ts';
import { apolloUncached } from '../harness/peers.ts';
import { answerOf } from '../harness/question.ts';
import { contest } from '../harness/rounds.ts';
import { setStage } from '../harness/stage.ts';
import { writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import type { Report, Row } from '../harness/table.ts';

/**
 * The main query with nothing remembered and providers that answer at once, one question at a time: with
 * several, Switchboard would ask once for all of them.
 */
export async function uncached(): Promise<Report> {
  await using stage = await setStage({ now: NOW });
  const { folder, providers } = stage;
  const question = await mainQuery();
  const peer = await stage.start(apolloUncached(providers.url), question);
  const own = await stage.start(switchboard(folder, providers.url, 'none'), question);
  await expectEqualAnswers([peer, own], question);

  const requests: Row[] = [];
  for (const { name, url } of [peer, own]) {
    await providers.takeRequests();
    await answerOf(url, question);
    const { length } = await providers.takeRequests();
    requests.push({ measure: `${name}: requests to providers`, result: String(length), goal: '', met: null });
  }
  const plan = { question, connections: 1, rounds: 5, seconds: 4, warmUpSeconds: 5 };
  const contests = await contest([peer, own], plan);
  const [, ours] = contests;
  if (ours === undefined) throw new Error('A contest without contestants.');
  return {
    script: 'bench:uncached',
    title: 'nothing in memory, providers that answer at once, one question at a time',
    contests,
    rows: [
      {
        measure: 'answers/s ÷ Apollo Server',
        result: writeSpread(ours.speedRatio),
        goal: '> 1',
        met: ours.speedRatio.median > 1,
      },
      {
        measure: 'CPU per answer ÷ Apollo Server',
        result: writeSpread(ours.cpuRatio),
        goal: '< 1',
        met: ours.cpuRatio.median < 1,
      },
      ...requests,
    ],
  };
}
