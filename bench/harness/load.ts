import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { fileURLToPath } from 'node:url';
import { API_KEY } from './api-key.ts';
import type { Question } from './question.ts';
import { fieldsOf, numberOf } from './values.ts';

/** What came of a load. */
export interface LoadResult {
  /** Answers with status 200. */
  readonly answers: number;
  readonly perSecond: number;
}

const run = promisify(execFile);
const AUTOCANNON = fileURLToPath(new URL('../peers/node_modules/autocannon/autocannon.js', import.meta.url));

/**
 * Asks the same question over and over on some connections, from a process of its own.
 * Rejects where an answer fails: a server that refuses is quick.
 */
export async function load(
  url: string,
  question: Question,
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const { stdout } = await run(process.execPath, [
    AUTOCANNON,
    ...['--json', '--no-progress', '--connections', String(connections), '--duration', String(seconds)],
    ...['--method', 'POST', '--headers', 'content-type=application/json'],
    ...['--headers', `x-api-key=${API_KEY}`],
    ...['--body', JSON.stringify(question), url],
  ]);
  const result = fieldsOf(JSON.parse(stdout));
  const answers = numberOf(result['2xx']);
  const failures = numberOf(result['non2xx']) + numberOf(result['errors']);
  if (failures > 0 || answers === 0) throw new Error(`${url}: ${failures} failures under load`);
  return { answers, perSecond: answers / numberOf(result['duration']) };
}
