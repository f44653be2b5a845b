import { mainQuery, NOW } from '../harness/main-query.ts';
import { answerOf } from '../harness/question.ts';
import { setStage } from '../harness/stage.ts';
import { spreadOf, writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import type { Report } from '../harness/table.ts';

const LATENCY_MS = 50;
const HOPS = 2;
const MOST = 1.05;
const UNCOUNTED = 30;
const COUNTED = 40;

/** The main query, nothing remembered of the providers, each of which takes 50 ms. */
export async function coldLatency(): Promise<Report> {
  await using stage = await setStage({ now: NOW });
  const { folder, providers } = stage;
  const question = await mainQuery();
  const { url } = await stage.start(switchboard(folder, providers.url, 'none'), question);
  for (let asked = 0; asked < UNCOUNTED; asked += 1) await answerOf(url, question);

  await providers.setLatency(LATENCY_MS);
  await answerOf(url, question);
  await providers.takeRequests();
  const times: number[] = [];
  for (let asked = 0; asked < COUNTED; asked += 1) {
    const started = performance.now();
    await answerOf(url, question);
    times.push((performance.now() - started) / (HOPS * LATENCY_MS));
  }
  const ratio = spreadOf(times);
  const requests = (await providers.takeRequests()).length / COUNTED;
  return {
    script: 'bench:cold-latency',
    title: 'nothing in memory, providers that take 50 ms',
    rows: [
      {
        measure: 'time ÷ the two hops of 50 ms',
        result: writeSpread(ratio),
        goal: `≤ ${MOST}`,
        met: ratio.median <= MOST,
      },
      { measure: 'requests to providers per answer', result: requests.toFixed(2), goal: '', met: null },
    ],
  };
}
