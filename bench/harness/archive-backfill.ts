import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Engine } from './archive-database.ts';
import { setArchiveStage } from './archive-stage.ts';
import { answerOf } from './question.ts';
import { spreadOf, writeSpread } from './statistics.ts';
import type { Row } from './table.ts';
import { fieldsOf } from './values.ts';

const DAY_MS = 86_400_000;
const CALLS = 100_000;
/** The number of days over which the calls are spread. */
const DAYS = 130;
const MAX_RATIO = 3;
const ROUNDS = 3;

/** How long the server takes to fill an empty archive with 100,000 calls, and curl to fetch the same pages. */
export async function backfill(engine: Engine): Promise<readonly Row[]> {
  const end = Math.floor(Date.now() / 1000) * 1000 - 2 * 3_600_000;
  await using stage = await setArchiveStage(engine, { calls: CALLS, notes: 0, end });
  const ratios: number[] = [];
  const seconds: number[] = [];
  const curls: number[] = [];
  let requests = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const database = await stage.createDatabase();
    await stage.takeRequests();
    const started = performance.now();
    const server = await stage.startServer(database, {
      ARCHIVE_SINCE: new Date(end - DAYS * DAY_MS).toISOString().slice(0, 10),
      ARCHIVE_REQUESTS_PER_MINUTE: '100000',
    });
    await filled(server.url);
    const filledMs = performance.now() - started - server.startMs;
    await server.stop();
    const urls = await stage.takeRequests();
    requests = urls.length;
    const curlMs = await curl(urls);
    seconds.push(filledMs / 1000);
    curls.push(curlMs / 1000);
    ratios.push(filledMs / curlMs);
  }
  const ratio = spreadOf(ratios);
  return [
    {
      measure: `seconds to backfill ${CALLS.toLocaleString('en')} calls ÷ curl for the same ${requests} requests`,
      result: writeSpread(ratio),
      goal: `≤ ${MAX_RATIO}`,
      met: ratio.median <= MAX_RATIO,
    },
    { measure: 'seconds to backfill', result: writeSpread(spreadOf(seconds), 1), goal: '', met: null },
    { measure: 'seconds of curl', result: writeSpread(spreadOf(curls), 1), goal: '', met: null },
  ];
}

/** Polls seldom, because every poll slows the backfill. */
async function filled(url: string): Promise<void> {
  const question = { query: '{ archive { calls state } }', variables: {} };
  for (;;) {
    const { archive } = fieldsOf(await answerOf(url, question).catch(() => ({ archive: {} })));
    const { calls, state } = fieldsOf(archive);
    if (calls === CALLS && state === 'FOLLOWING') return;
    await wait(100);
  }
}

/** Milliseconds that curl takes for the same pages, one after the other on one connection. */
async function curl(urls: readonly string[]): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'switchboard-bench-curl-'));
  try {
    const config = join(folder, 'curl.txt');
    await writeFile(config, urls.map((url) => `url = "${url}"\noutput = "/dev/null"\n`).join(''));
    const started = performance.now();
    await promisify(execFile)('curl', ['--silent', '--fail', '--config', config]);
    return performance.now() - started;
  } finally {
    await rm(folder, { recursive: true });
  }
}
