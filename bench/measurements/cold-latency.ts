import { bareClient, type BareClient } from '../harness/bare-hops.ts';
import { expectEqualAnswers } from '../harness/equal-answers.ts';
import { measuredQuestions, type MeasuredQuestion } from '../harness/measured-questions.ts';
import { apollo, handWritten, mercurius } from '../harness/peers.ts';
import type { Providers } from '../harness/providers.ts';
import { answerOf, type Question } from '../harness/question.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { setStage } from '../harness/stage.ts';
import { spreadOf, writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import type { Report, Row, Table } from '../harness/table.ts';

const LATENCY_MS = 50;
const MAX_RATIO = 1.05;
const UNCOUNTED = 30;
const COUNTED = 40;

/** What one server and the bare client took, in milliseconds, one value for each time that they were asked. */
interface Times {
  readonly own: number[];
  /** The bare client's for the same requests, right after. */
  readonly bare: number[];
  requests: number;
}

/** Nothing remembered of the providers, each of which takes 50 ms; one question at a time, in turns. */
export async function coldLatency(): Promise<Report> {
  const tables: Table[] = [];
  const rows: Row[] = [];
  for (const measured of await measuredQuestions()) {
    const { title } = measured;
    const times = await timesOf(measured);
    tables.push({ title, head: HEAD, lines: linesOf(times) });
    const [, own] = [...times.values()];
    const ratio = spreadOf(quotients(own?.own ?? [], own?.bare ?? []));
    rows.push({
      measure: `${title}: time ÷ that of a bare HTTP client that sends the same requests`,
      result: writeSpread(ratio),
      goal: `≤ ${MAX_RATIO}`,
      met: ratio.median <= MAX_RATIO,
    });
  }
  return {
    script: 'bench:cold-latency',
    title: 'nothing in memory, providers that take 50 ms',
    tables,
    rows,
  };
}

const HEAD = ['server', 'ms', '÷ hand-written', '÷ bare HTTP client', 'requests'];

async function timesOf({ question, now }: MeasuredQuestion): Promise<ReadonlyMap<string, Times>> {
  await using stage = await setStage({ now });
  const { folder, providers } = stage;
  const commands = [
    handWritten(providers.url, 'asked anew'),
    switchboard(folder, providers.url, 'none'),
    mercurius(providers.url, 'asked anew'),
    apollo(providers.url, 'asked anew'),
  ];
  const servers: ServerProcess[] = [];
  for (const command of commands) servers.push(await stage.start(command, question));
  await expectEqualAnswers(servers, question);
  for (let asked = 0; asked < UNCOUNTED; asked += 1) {
    for (const { url } of servers) await answerOf(url, question);
  }
  await providers.setLatency(LATENCY_MS);
  using bare = bareClient();
  const times = new Map(
    servers.map(({ name }): [string, Times] => [name, { own: [], bare: [], requests: 0 }]),
  );
  for (let asked = 0; asked < COUNTED; asked += 1) {
    for (const server of servers) await ask(server, question, providers, bare, times.get(server.name));
  }
  return times;
}

async function ask(
  { url }: ServerProcess,
  question: Question,
  providers: Providers,
  bare: BareClient,
  times: Times | undefined,
): Promise<void> {
  await providers.takeRequests();
  const started = performance.now();
  await answerOf(url, question);
  times?.own.push(performance.now() - started);
  times?.bare.push(await bare.repeat(providers.url));
  if (times) times.requests += (await providers.takeRequests()).length / 2;
}

function linesOf(times: ReadonlyMap<string, Times>): readonly (readonly string[])[] {
  const [first] = times.values();
  return [...times].map(([name, { own, bare, requests }]) => [
    name,
    writeSpread(spreadOf(own), 0),
    writeSpread(spreadOf(quotients(own, first?.own ?? []))),
    writeSpread(spreadOf(quotients(own, bare))),
    (requests / COUNTED).toFixed(1),
  ]);
}

function quotients(dividends: readonly number[], divisors: readonly number[]): readonly number[] {
  return dividends.map((dividend, index) => dividend / (divisors[index] ?? NaN));
}
