import { dayOfCalls, mainQuery, NOW } from './main-query.ts';
import type { MemoryRange } from './peers.ts';
import type { Question } from './question.ts';
import { textOf } from './values.ts';

/** A query by which servers are compared. */
export interface MeasuredQuestion {
  /** Its name in the tables. */
  readonly title: string;
  readonly question: Question;
  /** The same query over ranges that begin some seconds later, with the same calls. */
  readonly sameCalls: readonly Question[];
  /** The same query over ranges some hours earlier, with other calls. */
  readonly otherCalls: readonly Question[];
  /** The end of the sandbox's made-up calls. */
  readonly now: string;
  /** The calls that peers keep in memory: all that the query may ask for. */
  readonly range: MemoryRange;
}

const LINKED_CALLS = new URL('linked-calls.graphql', import.meta.url);
/** Ten of the 50 calls before it have notes. */
const LINKED_NOW = '2025-12-04T10:36:11Z';
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const KEPT = 48 * HOUR;
const VARIANTS = 200;

/** The main query, and one for many small objects. */
export async function measuredQuestions(): Promise<readonly MeasuredQuestion[]> {
  const linkedCalls = await dayOfCalls(LINKED_CALLS, 'LinkedCalls', new Date(LINKED_NOW));
  return [
    measured('20 kB: calls with extension, client and notes', linkedCalls, LINKED_NOW),
    measured('37 kB: the main query', await mainQuery(), NOW),
  ];
}

function measured(title: string, question: Question, now: string): MeasuredQuestion {
  const from = new Date(Date.parse(now) - KEPT).toISOString();
  const variantsBy = (move: (step: number) => { from: number; to?: number }) =>
    Array.from({ length: VARIANTS }, (_, step) => moved(question, move(step)));
  return {
    title,
    question,
    sameCalls: variantsBy((step) => ({ from: step * SECOND })),
    otherCalls: variantsBy((step) => ({ from: -step * HOUR, to: -step * HOUR })),
    now,
    range: { from, to: now },
  };
}

/** The query with its range moved by these milliseconds. */
function moved(question: Question, { from = 0, to = 0 }): Question {
  const { variables } = question;
  const at = (name: string, by: number) => new Date(Date.parse(textOf(variables[name])) + by).toISOString();
  return { ...question, variables: { from: at('from', from), to: at('to', to) } };
}
