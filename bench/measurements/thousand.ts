import { setTimeout as wait } from 'node:timers/promises';
import { mainQuery } from '../harness/main-query.ts';
import { answerOf } from '../harness/question.ts';
import { setStage } from '../harness/stage.ts';
import { providerVariables, switchboard } from '../harness/switchboard.ts';
import type { Report } from '../harness/table.ts';

const CALLERS = 1000;
const MINUTE_MS = 60_000;

/** A thousand callers who open the last 24 hours within one minute, each with its own now; settings as they come. */
export async function thousand(): Promise<Report> {
  await using stage = await setStage();
  const { folder, providers } = stage;
  const command = {
    ...switchboard(folder, providers.url, 'data and responses'),
    environment: providerVariables(providers.url),
  };
  const server = await stage.start(command, { query: '{ __typename }', variables: {} });
  await providers.takeRequests();

  const started = Date.now();
  const callers: Promise<unknown>[] = [];
  for (let number = 0; number < CALLERS; number += 1) {
    await wait(Math.max(0, started + (number * MINUTE_MS) / CALLERS - Date.now()));
    callers.push(answerOf(server.url, await mainQuery(new Date())));
  }
  await Promise.all(callers);
  const requests = await providers.takeRequests();
  const asked = (wanted: string) => requests.filter((route) => route === wanted).length;
  const pages = asked('callHistory');
  return {
    script: 'bench:thousand',
    title: 'a thousand callers open the last 24 hours within one minute',
    rows: [
      {
        measure: 'pages of the call history asked for',
        result: String(pages),
        goal: 'a few, far from 1,000',
        met: pages <= CALLERS / 20,
      },
      ...['notes', 'GetExtensions', 'client'].map((route) => ({
        measure: `requests: ${route}`,
        result: String(asked(route)),
        goal: '',
        met: null,
      })),
    ],
  };
}
