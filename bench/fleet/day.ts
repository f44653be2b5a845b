import { setTimeout as wait } from 'node:timers/promises';
import { costsOf, type Costs } from './costs.ts';
import { openFrontEnds } from './front-ends.ts';
import { readQuestions } from './questions.ts';
import { read } from './readings.ts';
import { replicaOf, type Company } from './companies.ts';
import { scrape } from './scrape.ts';
import { runSlice, type SlicePlan } from './slice.ts';
import { setFleetStage, type FleetStage } from './stage.ts';

/** What the fleet cost in each slice of the day, in their order. */
export interface MeasuredDay {
  readonly workspaces: number;
  readonly slices: readonly { readonly name: string; readonly costs: Costs }[];
}

/** Companies with so many agents have a wallboard, which subscribes to new calls. */
const AGENTS_WITH_WALLBOARD = 10;
/** The company that asks without a pause is no large one. */
const NOISY_AGENTS = 20;
const LONGEST_START_MS = 120_000;

/** Sets the stage for these companies, and lets some moments of their day pass. */
export async function measureDay(companies: readonly Company[], random: () => number): Promise<MeasuredDay> {
  await using stage = await setFleetStage(companies);
  using frontEnds = openFrontEnds();
  const questions = await readQuestions();
  const start = await measureStart(stage);
  process.stderr.write(`${start.name}: ${JSON.stringify(start.costs)}\n`);
  for (const company of companies.filter(({ agents }) => agents >= AGENTS_WITH_WALLBOARD)) {
    const { url = '' } = stage.replicas[replicaOf(company, stage.replicas.length)] ?? {};
    frontEnds.subscribe(url, company, questions.newCalls);
  }

  const slices = [start];
  for (const plan of plansFor(companies)) {
    const before = await read(stage);
    await stage.takeRequests();
    const answers = await runSlice(stage, frontEnds, questions, plan, random);
    const requests = await stage.takeRequests();
    const after = await read(stage);
    const { arrived, ended } = frontEnds.events();
    const costs: Costs = [
      ...costsOf(stage, { before, after, requests, answers }),
      ['events of subscriptions', arrived],
      ['subscriptions that ended', ended],
    ];
    process.stderr.write(`${plan.name}: ${JSON.stringify(costs)}\n`);
    slices.push({ name: plan.name, costs });
  }
  slices.push({ name: 'metrics', costs: await scrape(stage) });
  return { workspaces: companies.length, slices };
}

/** Each passes in real time, so that every quota, lifetime, timer and burst is what it is on a real day. */
function plansFor(companies: readonly Company[]): readonly SlicePlan[] {
  const noisy = companies.find(({ agents }) => agents >= NOISY_AGENTS / 2 && agents <= NOISY_AGENTS);
  const peak = { seconds: 40, intensity: 1 } as const;
  return [
    { name: 'night', seconds: 20, intensity: 0.02, routing: 'HASH' },
    { name: 'evening', seconds: 20, intensity: 0.2, routing: 'HASH' },
    { name: 'busiest hour', ...peak, routing: 'HASH' },
    { name: 'the same, one noisy', ...peak, routing: 'HASH', ...(noisy && { noisy }) },
    { name: 'the same, routed at random', ...peak, routing: 'RANDOM' },
  ];
}

/** From when the replicas answer until every archive is up to date, but two minutes at most. */
async function measureStart(stage: FleetStage): Promise<{ readonly name: string; readonly costs: Costs }> {
  const { companies, postgres, replicas } = stage;
  const started = performance.now();
  const upToDate = async () => {
    const { rows } = await postgres.query<{ done: string }>(
      'select count(*) as done from accounts where synced_at is not null',
    );
    return Number(rows[0]?.done);
  };
  let done = 0;
  while (performance.now() - started < LONGEST_START_MS) {
    done = await upToDate().catch(() => 0);
    if (done === companies.length) break;
    await wait(500);
  }
  const seconds = (performance.now() - started) / 1000;
  const requests = await stage.takeRequests();
  return {
    name: 'start',
    costs: [
      ['seconds to the first answer', Math.max(...replicas.map(({ startMs }) => startMs)) / 1000],
      ['seconds until archives are up to date (120 at most)', seconds],
      ['archives up to date, %', (done / companies.length) * 100],
      ['requests to ccrm', requests.values().reduce((sum, { ccrm }) => sum + ccrm, 0)],
    ],
  };
}
