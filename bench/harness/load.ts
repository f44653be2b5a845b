import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { API_KEY } from './api-key.ts';
import type { Question } from './question.ts';
import { fieldsOf, numberOf } from './values.ts';

/** The result of a load. */
export interface LoadResult {
  /** Responses with status 200. */
  readonly answers: number;
  readonly perSecond: number;
}

const AUTOCANNON = fileURLToPath(new URL('autocannon.mjs', import.meta.url));

/**
 * Sends the same queries repeatedly on some connections, from a separate process. Rejects if a response fails, because
 * a server that rejects requests is fast.
 */
export async function load(
  url: string,
  questions: readonly Question[],
  connections: number,
  seconds: number,
): Promise<LoadResult> {
  const child = spawn(process.execPath, [AUTOCANNON], { stdio: ['pipe', 'pipe', 'inherit'] });
  const headers = { 'content-type': 'application/json', 'x-api-key': API_KEY };
  const bodies = questions.map((question) => JSON.stringify(question));
  child.stdin.end(JSON.stringify({ url, headers, bodies, connections, seconds }));
  const result = fieldsOf(JSON.parse(await text(child.stdout)));
  const answers = numberOf(result['2xx']);
  const failures = numberOf(result['non2xx']) + numberOf(result['errors']);
  if (failures > 0 || answers === 0) throw new Error(`${url}: ${failures} failures under load`);
  return { answers, perSecond: answers / numberOf(result['duration']) };
}
