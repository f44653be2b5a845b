import { backfill } from '../harness/archive-backfill.ts';
import type { Engine } from '../harness/archive-database.ts';
import { type ArchiveQuestion, archiveQuestions, questionOf } from '../harness/archive-questions.ts';
import { setArchiveStage } from '../harness/archive-stage.ts';
import { type Asker, createAsker } from '../harness/asker.ts';
import type { ServerProcess } from '../harness/server-process.ts';
import { type Spread, spreadOf, writeSpread } from '../harness/statistics.ts';
import type { Report, Row } from '../harness/table.ts';

const HOUR_MS = 3_600_000;
const SECOND_MS = 1000;
/** Of each kind: what a server compiles and keeps at its first questions is neither growth nor a stall of the archive. */
const QUESTIONS_BEFORE = 5;
const LONGEST_STALL_MS = 20;
const MAX_MEGABYTES = 60;

export interface ArchiveOptions {
  readonly engine: Engine;
  readonly calls: number;
  readonly notes: number;
}

interface Times {
  /** Milliseconds of each answer. */
  readonly own: readonly number[];
  readonly byHand: readonly number[];
  /** Milliseconds of CPU of the server's process, all threads together, for one answer. */
  readonly cpuMs: number;
}

/** An archive of three years: what it costs to read, in time and memory, and to fill. */
export async function archive({ engine, calls, notes }: ArchiveOptions): Promise<Report> {
  const end = Math.floor((Date.now() - 2 * HOUR_MS) / SECOND_MS) * SECOND_MS;
  await using stage = await setArchiveStage(engine, { calls, notes, end });
  const database = await stage.createDatabase();
  const fillMs = await stage.fill(database);
  const server = await stage.startServer(database);
  const own = createAsker(server.url);
  const byHand = await stage.startByHand(database);
  const questions = archiveQuestions(calls, end);
  for (const question of questions) {
    const asked = 2 * question.repetitions;
    for (let number = asked; number < asked + QUESTIONS_BEFORE; number += 1)
      await own(questionOf(question, number));
  }

  const before = await server.usage();
  server.watchStalls();
  const rows: Row[] = [];
  for (const question of questions) {
    const other = createAsker(`${byHand}/${question.path}`);
    const asked = rowOf(question, await ask(question, server, own, other));
    process.stderr.write(`${asked.measure}: ${asked.result}\n`);
    rows.push(asked);
  }
  const after = await server.usage();
  await server.stop();
  const growth = after.peakRssMegabytes - before.rssMegabytes;
  return {
    script: 'bench:archive',
    title: `an archive of ${calls.toLocaleString('en')} calls and ${notes.toLocaleString('en')} notes in ${engine}`,
    rows: [
      ...rows,
      row(
        'ms of CPU that a turn of the event loop took at most',
        after.longestTurnMs.toFixed(0),
        LONGEST_STALL_MS,
        after.longestTurnMs,
      ),
      row(
        'ms for which the event loop stood still at most',
        after.longestStallMs.toFixed(0),
        LONGEST_STALL_MS,
        after.longestStallMs,
      ),
      row(
        'MB by which the process grew',
        `${growth.toFixed(0)} (from ${before.rssMegabytes.toFixed(0)})`,
        MAX_MEGABYTES,
        growth,
      ),
      row('seconds to fill the archive', (fillMs / SECOND_MS).toFixed(0), null, 0),
      ...(await backfill(engine)),
    ],
  };
}

/** Both servers in turn, each time for something else; as often before, until the code of both is compiled. */
async function ask(
  question: ArchiveQuestion,
  server: ServerProcess,
  own: Asker,
  byHand: Asker,
): Promise<Times> {
  const times = { own: new Array<number>(), byHand: new Array<number>() };
  const warmUp = question.repetitions;
  let { cpuMs: before } = await server.usage();
  for (let number = -warmUp; number < question.repetitions; number += 1) {
    if (number === 0) ({ cpuMs: before } = await server.usage());
    const asked = questionOf(question, number + warmUp);
    const ownMs = await own(asked);
    const byHandMs = await byHand(asked);
    if (number < 0) continue;
    times.own.push(ownMs);
    times.byHand.push(byHandMs);
  }
  const { cpuMs } = await server.usage();
  return { ...times, cpuMs: (cpuMs - before) / question.repetitions };
}

function rowOf({ measure, most }: ArchiveQuestion, { own, byHand, cpuMs }: Times): Row {
  const spread = spreadOf(own);
  const result = `${writeTimes(spread, own)}, CPU ${cpuMs.toFixed(1)}; by hand ${writeTimes(spreadOf(byHand), byHand)}`;
  return row(`ms: ${measure}`, result, most, spread.median);
}

function writeTimes(spread: Spread, times: readonly number[]): string {
  const p95 = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? NaN;
  return `${writeSpread(spread, 1)}, p95 ${p95.toFixed(1)}`;
}

function row(measure: string, result: string, most: number | null, value: number): Row {
  return {
    measure,
    result,
    goal: most === null ? '' : `≤ ${most}`,
    met: most === null ? null : value <= most,
  };
}
