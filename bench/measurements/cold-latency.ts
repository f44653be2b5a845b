import { bareClient } from '../harness/bare-hops.ts';
import { mainQuery, NOW } from '../harness/main-query.ts';
import { apolloUncached } from '../harness/peers.ts';
import { answerOf, type Question } from '../harness/question.ts';
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
  const own = await stage.start(switchboard(folder, providers.url, 'none'), question);
  const peer = await stage.start(apolloUncached(providers.url), question);
  for (let asked = 0; asked < UNCOUNTED; asked += 1) {
    await answerOf(own.url, question);
    await answerOf(peer.url, question);
  }

  await providers.setLatency(LATENCY_MS);
  using bare = bareClient();
  const ratios: number[] = [];
  const bareTimes: number[] = [];
  const peerRatios: number[] = [];
  let requests = 0;
  for (let asked = 0; asked < COUNTED; asked += 1) {
    peerRatios.push(await inHops(peer.url, question));
    await providers.takeRequests();
    ratios.push(await inHops(own.url, question));
    bareTimes.push((await bare.repeat(providers.url)) / (HOPS * LATENCY_MS));
    requests += (await providers.takeRequests()).length / 2;
  }
  const ratio = spreadOf(ratios);
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
      {
        measure: 'the same of a bare HTTP client that sends the same requests, in turn',
        result: writeSpread(spreadOf(bareTimes)),
        goal: '',
        met: null,
      },
      {
        measure: 'time ÷ that of the bare HTTP client',
        result: writeSpread(spreadOf(ratios.map((own, index) => own / (bareTimes[index] ?? own)))),
        goal: '',
        met: null,
      },
      {
        measure: 'the same of Apollo Server, uncached, in turn',
        result: writeSpread(spreadOf(peerRatios)),
        goal: '',
        met: null,
      },
      {
        measure: 'requests to providers per answer',
        result: (requests / COUNTED).toFixed(2),
        goal: '',
        met: null,
      },
    ],
  };
}

/** The time of one answer, in times of the two hops. */
async function inHops(url: string, question: Question): Promise<number> {
  const started = performance.now();
  await answerOf(url, question);
  return (performance.now() - started) / (HOPS * LATENCY_MS);
}
