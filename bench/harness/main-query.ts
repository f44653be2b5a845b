import { readFile } from 'node:fs/promises';
import type { Question } from './question.ts';

const OPERATION = new URL('../../schema/operations/main-query.graphql', import.meta.url);

/** The end of the sandbox's made-up calls in measurements with a fixed range: a Wednesday afternoon. */
export const NOW = '2026-03-11T14:00:00Z';

/** The playground's first tab over the last 24 hours. */
export async function mainQuery(to: Date = new Date(NOW)): Promise<Question> {
  return dayOfCalls(OPERATION, 'CallsWithNotes', to);
}

/** An operation of a document, over the 24 hours before an instant. */
export async function dayOfCalls(document: URL, operationName: string, to: Date): Promise<Question> {
  const from = new Date(to.getTime() - 24 * 3_600_000);
  return {
    operationName,
    query: await readFile(document, 'utf8'),
    variables: { from: from.toISOString(), to: to.toISOString() },
  };
}
