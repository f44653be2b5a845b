import { expectEqualAnswers } from './equal-answers.ts';
import type { MeasuredQuestion } from './measured-questions.ts';
import type { Question } from './question.ts';
import { contest, type Contest } from './rounds.ts';
import type { ServerCommand, ServerProcess } from './server-process.ts';
import { setStage, type Stage } from './stage.ts';

const CONNECTIONS = 20;

/** The commands of a contest's servers on a stage. The first is the baseline of the others. */
export type Contestants = (stage: Pick<Stage, 'folder' | 'providers'>) => readonly ServerCommand[];

/** The queries for servers side by side. */
export interface Asked extends Pick<MeasuredQuestion, 'question' | 'now'> {
  /** The queries of the load; `question` is among them. */
  readonly questions: readonly Question[];
}

/**
 * Loads servers with queries, over separate providers, once all of them give the same answer to one of the queries.
 * `afterwards` is called while they still run.
 */
export async function sideBySide(
  { question, questions, now }: Asked,
  contestants: Contestants,
  afterwards: (servers: readonly ServerProcess[], stage: Stage) => Promise<void> = () => Promise.resolve(),
): Promise<readonly Contest[]> {
  await using stage = await setStage({ now });
  const servers: ServerProcess[] = [];
  for (const command of contestants(stage)) servers.push(await stage.start(command, question));
  await expectEqualAnswers(servers, question);
  const plan = { questions, connections: CONNECTIONS, rounds: 5, seconds: 4, warmUpSeconds: 4 };
  const contests = await contest(servers, plan);
  await afterwards(servers, stage);
  return contests;
}

/** This server's results; throws if it has none. */
export function contestOf(contests: readonly Contest[], name: string): Contest {
  const found = contests.find((each) => each.name === name);
  if (found === undefined) throw new Error(`${name} has no results.`);
  return found;
}
