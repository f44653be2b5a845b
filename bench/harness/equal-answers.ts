import { isDeepStrictEqual } from 'node:util';
import { answerOf, type Question } from './question.ts';
import type { ServerProcess } from './server-process.ts';

/** Throws if two servers answer a query with different data, because their speed can't be compared then. */
export async function expectEqualAnswers(
  servers: readonly ServerProcess[],
  question: Question,
): Promise<void> {
  const answers = await Promise.all(servers.map(({ url }) => answerOf(url, question)));
  for (const [index, answer] of answers.entries()) {
    const difference = firstDifference(answers[0], answer, '');
    if (difference === null) continue;
    throw new Error(`${servers[0]?.name} and ${servers[index]?.name} answer differently at ${difference}`);
  }
}

/** The first difference between two values, with its place; null if they are equal. */
function firstDifference(a: unknown, b: unknown, path: string): string | null {
  if (isDeepStrictEqual(a, b)) return null;
  if (isObject(a) && isObject(b)) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const difference = firstDifference(a[key], b[key], `${path}.${key}`);
      if (difference !== null) return difference;
    }
    return null;
  }
  return `${path}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
