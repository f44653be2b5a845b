import { load } from '../harness/load.ts';
import { measuredQuestions, type MeasuredQuestion } from '../harness/measured-questions.ts';
import { apollo, handWritten, mercurius } from '../harness/peers.ts';
import type { Providers } from '../harness/providers.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { contestOf, sideBySide } from '../harness/side-by-side.ts';
import { writeSpread } from '../harness/statistics.ts';
import { NAME, switchboard } from '../harness/switchboard.ts';
import { contestTable, fact, type Report, type Row, type Table } from '../harness/table.ts';

const MAX_CPU = 1.5;
const CONNECTIONS = 20;

/**
 * Nothing remembered, and providers that answer at once. Each question asks for another range: operations of
 * Switchboard that ask for the same at the same time would share one request.
 */
export async function uncached(): Promise<Report> {
  const tables: Table[] = [];
  const rows: Row[] = [];
  for (const measured of await measuredQuestions()) {
    const { title, otherCalls } = measured;
    const contests = await sideBySide(
      { ...measured, questions: otherCalls },
      ({ folder, providers: { url } }) => [
        handWritten(url, 'asked anew'),
        switchboard(folder, url, 'none'),
        mercurius(url, 'asked anew'),
        apollo(url, 'asked anew'),
      ],
      async (servers, { providers }) => {
        for (const server of servers) rows.push(await requestsOf(measured, server, providers));
      },
    );
    tables.push(contestTable(title, contests));
    const own = contestOf(contests, NAME);
    rows.push(fact(`${title}: answers/s ÷ hand-written`, writeSpread(own.speedRatio)), {
      measure: `${title}: CPU per answer ÷ hand-written`,
      result: writeSpread(own.cpuRatio),
      goal: `≤ ${MAX_CPU}`,
      met: own.cpuRatio.median <= MAX_CPU,
    });
  }
  return {
    script: 'bench:uncached',
    title: 'nothing in memory, providers that answer at once',
    tables,
    rows,
  };
}

/** How many requests to the providers an answer takes under load; in a second, as they count 10,000 at most. */
async function requestsOf(
  { title, otherCalls }: MeasuredQuestion,
  { name, url }: ServerProcess,
  providers: Providers,
): Promise<Row> {
  await providers.takeRequests();
  const { answers } = await load(url, otherCalls, CONNECTIONS, 1);
  const { length } = await providers.takeRequests();
  return fact(`${title}: ${name}, requests to providers for an answer`, (length / answers).toFixed(1));
}
