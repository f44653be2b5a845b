import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
  determineHitLimitReached,
  DryRunStatus,
  TestStatus,
  toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

/*
 * Runs bundled suites for Stryker within one process, a hundred times as fast as Jest does: each run imports the bundle
 * anew, so that a mutant of a constant takes effect, too.
 */

/** Milliseconds that a test may take. */
const PATIENCE = 5000;
/** What the instrumented code reads and writes. */
const instrumented = (globalThis.__stryker__ ??= {});

class SuitesTestRunner {
  #runs = 0;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async dryRun() {
    const tests = await this.#run(() => true, true);
    return { status: DryRunStatus.Complete, tests, mutantCoverage: instrumented.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, hitLimit, disableBail }) {
    const hitCount = hitLimit === undefined ? undefined : 0;
    Object.assign(instrumented, { activeMutant: activeMutant.id, hitLimit, hitCount });
    const isWanted = (id) => testFilter === undefined || testFilter.includes(id);
    const tests = await this.#run(isWanted, disableBail);
    const looped = determineHitLimitReached(instrumented.hitCount, hitLimit);
    return toMutantRunResult(looped ?? { status: DryRunStatus.Complete, tests });
  }

  /** The results of the wanted tests, up to the first failure unless all are to be run. */
  async #run(isWanted, runsAll) {
    const results = [];
    const hasFailed = () => !runsAll && results.some(({ status }) => status === TestStatus.Failed);

    async function runGroup(group, path, before, after) {
      const ids = group.parts.map(({ name }) => `${path}${name}`);
      if (!hasWanted(group, path, isWanted)) return;
      for (const hook of group.beforeAll) await hook();
      const [beforeEach, afterEach] = [
        [...before, ...group.beforeEach],
        [...group.afterEach, ...after],
      ];
      try {
        for (const [index, part] of group.parts.entries()) {
          if (hasFailed()) break;
          const id = ids[index];
          if (part.parts !== undefined) await runGroup(part, `${id} `, beforeEach, afterEach);
          else if (isWanted(id)) results.push(await runTest(id, [...beforeEach, part.run], afterEach));
        }
      } finally {
        for (const hook of group.afterAll) await hook();
      }
    }

    try {
      const suites = pathToFileURL(resolve('dist/mutation/suites.mjs')).href;
      const { all } = await import(`${suites}?${this.#runs++}`);
      await runGroup(all, '', [], []);
    } catch (error) {
      results.push(resultOf('suites', 0, error));
    }
    return results;
  }
}

function hasWanted({ parts }, path, isWanted) {
  return parts.some((part) =>
    part.parts === undefined
      ? isWanted(`${path}${part.name}`)
      : hasWanted(part, `${path}${part.name} `, isWanted),
  );
}

async function runTest(id, steps, afterwards) {
  const started = performance.now();
  instrumented.currentTestId = id;
  try {
    for (const step of steps) await inTime(step());
    return resultOf(id, started);
  } catch (error) {
    return resultOf(id, started, error);
  } finally {
    for (const hook of afterwards) await inTime(hook());
    instrumented.currentTestId = undefined;
  }
}

function resultOf(id, started, error) {
  const timeSpentMs = performance.now() - started;
  return error === undefined
    ? { id, name: id, timeSpentMs, status: TestStatus.Success }
    : {
        id,
        name: id,
        timeSpentMs,
        status: TestStatus.Failed,
        failureMessage: String(error?.message ?? error),
      };
}

/** Rejects, too, if an error is thrown meanwhile in a later turn of the event loop, which would end the process. */
async function inTime(work) {
  const failure = Promise.withResolvers();
  const timer = setTimeout(() => failure.reject(new Error(`took more than ${PATIENCE} ms`)), PATIENCE);
  process.on('uncaughtException', failure.reject);
  try {
    await Promise.race([work, failure.promise]);
  } finally {
    clearTimeout(timer);
    process.off('uncaughtException', failure.reject);
  }
}

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'suites', SuitesTestRunner)];
