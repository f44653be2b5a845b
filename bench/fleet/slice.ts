import { setTimeout as wait } from 'node:timers/promises';
import { replicaOf, type Company } from './companies.ts';
import type { FrontEnds } from './front-ends.ts';
import type { Questions } from './questions.ts';
import type { FleetStage } from './stage.ts';
import { openTally, type Tally } from './tally.ts';

/** Some seconds of a day, at the speed at which they pass. */
export interface SlicePlan {
  readonly name: string;
  readonly seconds: number;
  /** How busy the offices are, where 1 is the busiest hour. */
  readonly intensity: number;
  /** HASH: a company always asks the same replica. RANDOM: each question goes anywhere. */
  readonly routing: 'HASH' | 'RANDOM';
  /** A company that asks without a pause. */
  readonly noisy?: Company;
}

export interface SliceAnswers {
  /** All but the noisy one's. */
  readonly others: Tally;
  readonly noisy: Tally;
}

/** How often an agent opens the page in the busiest hour. */
const VISITS_AN_HOUR = 2;
const HOUR_MS = 3_600_000;
/** Connections on which the noisy company asks again as soon as it has an answer. */
const NOISY_CONNECTIONS = 32;

/** Lets the fleet's people ask for as long as the slice lasts; all is answered when it resolves. */
export async function runSlice(
  stage: FleetStage,
  frontEnds: FrontEnds,
  questions: Questions,
  { seconds, intensity, routing, noisy }: SlicePlan,
  random: () => number,
): Promise<SliceAnswers> {
  const { companies, replicas } = stage;
  const answers = { others: openTally(), noisy: openTally() };
  const urlFor = (company: Company) => {
    const index = routing === 'HASH' ? replicaOf(company, replicas.length) : random() * replicas.length;
    return replicas[Math.floor(index)]?.url ?? '';
  };
  const end = performance.now() + seconds * 1000;
  const pick = pickerOf(companies, random);
  const agents = companies.reduce((sum, each) => sum + each.agents, 0);
  const pauseMs = HOUR_MS / (agents * VISITS_AN_HOUR * intensity);

  async function visit(company: Company): Promise<void> {
    const asked = questions.visit(random).map(async ({ after, question }) => {
      await wait(after);
      await frontEnds.ask(urlFor(company), company, question, answers.others);
    });
    await Promise.all(asked);
  }

  async function askWithoutPause(company: Company): Promise<void> {
    while (performance.now() < end)
      await frontEnds.ask(urlFor(company), company, questions.latestCalls(), answers.noisy);
  }

  const open =
    noisy === undefined ? [] : Array.from({ length: NOISY_CONNECTIONS }, () => askWithoutPause(noisy));
  let next = performance.now();
  for (;;) {
    // Nobody knows of the others: visits come by chance, so that they come in bursts, too.
    next += -Math.log(1 - random()) * pauseMs;
    if (next >= end) break;
    await wait(Math.max(0, next - performance.now()));
    open.push(visit(pick()));
  }
  await wait(Math.max(0, end - performance.now()));
  await Promise.all(open);
  return answers;
}

/** Picks a company as often as it has agents. */
function pickerOf(companies: readonly Company[], random: () => number): () => Company {
  const seats = companies.flatMap((company) => Array.from({ length: company.agents }, () => company));
  return () => {
    const company = seats[Math.floor(random() * seats.length)];
    if (company === undefined) throw new Error('A fleet without agents.');
    return company;
  };
}
