import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mainQuery, NOW } from '../harness/main-query.ts';
import { setStage } from '../harness/stage.ts';
import { spreadOf, writeSpread } from '../harness/statistics.ts';
import { switchboard } from '../harness/switchboard.ts';
import type { Report } from '../harness/table.ts';

const STARTS = 7;
const LIMIT_MS = 700;

/** From the start of the process, with providers configured, to the first answer to the main query. */
export async function start(): Promise<Report> {
  await using stage = await setStage({ now: NOW });
  const question = await mainQuery();
  const command = switchboard(stage.folder, stage.providers.url, 'data and responses');
  const own: number[] = [];
  const cpu: number[] = [];
  const empty: number[] = [];
  for (let number = 0; number < STARTS; number += 1) {
    empty.push(await emptyProgram());
    const server = await stage.start(command, question);
    own.push(server.startMs);
    cpu.push((await server.usage()).cpuMs);
    await server.stop();
  }
  const spread = spreadOf(own);
  return {
    script: 'bench:start',
    title: 'from nothing to the first answer',
    rows: [
      {
        measure: 'ms to the main query’s first answer',
        result: writeSpread(spread, 0),
        goal: `< ${LIMIT_MS}`,
        met: spread.median < LIMIT_MS,
      },
      {
        measure: 'ms of CPU until then, all threads together',
        result: writeSpread(spreadOf(cpu), 0),
        goal: '',
        met: null,
      },
      {
        measure: 'ms of an empty node program',
        result: writeSpread(spreadOf(empty), 0),
        goal: '',
        met: null,
      },
    ],
  };
}

async function emptyProgram(): Promise<number> {
  const started = performance.now();
  await promisify(execFile)(process.execPath, ['--eval', '0']);
  return performance.now() - started;
}
