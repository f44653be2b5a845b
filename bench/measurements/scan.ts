import { fork } from 'node:child_process';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { copyBuild } from '../harness/built-copy.ts';
import { freePort } from '../../test/support/free-port.ts';
import { messageOf } from '../harness/message.ts';
import { answerOf, type Question } from '../harness/question.ts';
import { startServer } from '../harness/server-process.ts';
import { providerVariables } from '../harness/switchboard.ts';
import type { Report } from '../harness/table.ts';
import { textOf } from '../harness/values.ts';

const MANY_CALLS = fileURLToPath(new URL('../harness/many-calls.mjs', import.meta.url));
const CALLS = 1_000_000;
const MAX_MEGABYTES = 300;
const LONGEST_STALL_MS = 50;
/** As the image has them. */
const MEMORY_OPTIONS = ['--max-old-space-size=512', '--max-semi-space-size=16'];

/** No call meets the condition, so that the whole range must be read to know it. */
const question: Question = {
  query: `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to, first: 50, filter: { hasNotes: true }) { totalCount nodes { uuid } }
  }`,
  variables: { from: '2025-11-01T00:00:00Z', to: '2026-03-20T00:00:00Z' },
};

/** Reading a million calls with a filter, in one question. */
export async function scan(): Promise<Report> {
  await using stack = new AsyncDisposableStack();
  const { folder } = stack.use(await copyBuild());
  const history = fork(MANY_CALLS, { env: { COUNT: String(CALLS), FIRST: '2025-11-10 00:00:00' } });
  stack.defer(() => void history.kill('SIGKILL'));
  const url = textOf(await messageOf(history));
  const { CCRM_TOKEN = '' } = providerVariables(url);
  const server = await startServer(
    {
      name: 'Switchboard',
      module: `${folder}/dist/main.js`,
      nodeOptions: MEMORY_OPTIONS,
      environment: { CCRM_URL: url, CCRM_TOKEN, UPSTREAM_DEADLINE: '300' },
    },
    await freePort(),
    { query: '{ __typename }', variables: {} },
  );
  stack.defer(() => server.stop());

  const before = await server.usage();
  server.watchStalls();
  const idle = monitorEventLoopDelay({ resolution: 2 });
  idle.enable();
  const started = performance.now();
  const answer = await answerOf(server.url, question);
  const seconds = (performance.now() - started) / 1000;
  const { peakRssMegabytes, longestStallMs, longestTurnMs } = await server.usage();
  return {
    script: 'bench:scan',
    title: 'a filter over 1,000,000 calls',
    rows: [
      {
        measure: 'MB resident at most',
        result: `${peakRssMegabytes.toFixed(0)} (before: ${before.rssMegabytes.toFixed(0)})`,
        goal: `< ${MAX_MEGABYTES}`,
        met: peakRssMegabytes < MAX_MEGABYTES,
      },
      {
        measure: 'ms of CPU that a turn of the event loop took at most',
        result: longestTurnMs.toFixed(0),
        goal: `≤ ${LONGEST_STALL_MS}`,
        met: longestTurnMs <= LONGEST_STALL_MS,
      },
      {
        measure: 'ms for which the event loop stood still at most, whoever had the core',
        result: longestStallMs.toFixed(0),
        goal: `≤ ${LONGEST_STALL_MS}`,
        met: longestStallMs <= LONGEST_STALL_MS,
      },
      {
        measure: 'the same of an idle process beside it',
        result: (idle.max / 1e6).toFixed(0),
        goal: '',
        met: null,
      },
      { measure: 'seconds', result: seconds.toFixed(1), goal: '', met: null },
      { measure: 'answer', result: JSON.stringify(answer), goal: '', met: null },
    ],
  };
}
