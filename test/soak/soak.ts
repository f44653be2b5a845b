import { setTimeout as wait } from 'node:timers/promises';
import { providerVariables } from '../../bench/harness/switchboard.ts';
import { changeFaults, endFaults } from './faults.ts';
import { readEverything } from './known-things.ts';
import { load } from './load.ts';
import { createQuestions, type Question } from './questions.ts';
import { createRandom } from '../support/random.ts';
import { faultsIn, lineOf, percent, summaryOf } from './report.ts';
import { startSoakedServer, type Measure } from './soaked-server.ts';
import { startBuiltSandbox, withConnections } from './stage.ts';
import { createTally, type Tally } from './tally.ts';

export interface SoakOptions {
  readonly minutes: number;
  readonly seed: number;
  /** Queries per second. */
  readonly rate: number;
  readonly print: (line: string) => void;
}

const DAY = 86_400_000;
const DAYS = 21;
/** The time until V8 has compiled the hot code; the caches fill sooner. */
const WARM_UP_MINUTES = 5;
const OPEN = 100;
/** The lengths of the periods with the same faults, in seconds. */
const WINDOWS = [3, 5, 8];
/** The seconds of load in a minute; the rest is for settling and measuring. */
const LOAD = 45;
/** Cached data expires during the load, so that it is requested and evicted again and again. */
const MEMORY = {
  CACHE_TTL_EXTENSIONS: '2',
  CACHE_TTL_CLIENT: '2',
  CACHE_TTL_NOTES: '3',
  CACHE_TTL_RECENT_CALLS: '1',
  CACHE_TTL_CLOSED_CALLS: '4',
  CACHE_MAX_STALE: '4',
};
/** The seconds after which nothing cached is usable any more, and no circuit waits for its probe. */
const FORGOTTEN = 9;
/** The seconds after which the sandbox closes an idle connection, plus a few more. */
const CONNECTIONS_CLOSED = 65;

/**
 * Soaks the built server, prints progress, and stops the server; returns whether every bound was kept. Before each
 * measurement, the faults end, all cached data expires, and the same data are read again.
 */
export async function soak({ minutes, seed, rate, print }: SoakOptions): Promise<boolean> {
  const random = createRandom(seed);
  const now = Date.now();
  const range = { from: new Date(now - DAYS * DAY).toISOString(), to: new Date(now).toISOString() };
  print(`seed ${seed}, ${minutes} minutes after ${WARM_UP_MINUTES} of warm-up, ${rate} questions a second`);

  const sandbox = await startBuiltSandbox(now);
  const server = await startSoakedServer({ ...providerVariables(sandbox.url), ...MEMORY });
  const { url } = server;

  const minute = (question: () => Question, tally: Tally) =>
    withConnections(async (agent) => {
      for (let left = LOAD; left > 0;) {
        const seconds = Math.min(left, random.pick(WINDOWS));
        changeFaults(sandbox.behaviour, random);
        await load({ url, agent, seconds, rate, open: OPEN, question, tally });
        left -= seconds;
      }
      endFaults(sandbox.behaviour);
      await wait(FORGOTTEN * 1000);
      await withConnections((apart) => readEverything(url, apart, range));
      sandbox.clearRequests();
    });

  try {
    const fresh = await server.measure();
    print(`fresh     ${lineOf(fresh)}`);
    const things = await withConnections((agent) => readEverything(url, agent, range));
    const question = createQuestions(things, DAYS, now, random);
    let baseline = fresh;
    for (let number = 1; number <= WARM_UP_MINUTES; number += 1) {
      await minute(question, createTally());
      // Measured each time, because collecting garbage makes V8 drop code that it will need again.
      baseline = await server.measure();
      print(`warm-up ${number}: ${lineOf(baseline)}`);
    }

    const tally = createTally();
    const samples: Measure[] = [];
    while (samples.length < minutes) {
      await minute(question, tally);
      const sample = await server.measure();
      samples.push(sample);
      print(`minute ${samples.length}: ${lineOf(sample)}, ${percent(sample.heap / baseline.heap - 1)}`);
    }
    await wait(CONNECTIONS_CLOSED * 1000);
    const idle = await server.measure();
    print(`idle      ${lineOf(idle)}`);
    const exit = await server.terminate();

    const findings = { fresh, baseline, samples, idle, tally, server, exit };
    for (const line of summaryOf(findings)) print(line);
    const faults = faultsIn(findings);
    for (const fault of faults) print(`out of bounds: ${fault}`);
    return faults.length === 0;
  } catch (error) {
    print(`given up: the server ${server.ending ?? 'still runs'}`);
    throw error;
  } finally {
    server.kill();
    await sandbox.close();
  }
}
