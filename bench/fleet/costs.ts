import type { Reading } from './readings.ts';
import type { SliceAnswers } from './slice.ts';
import { PROVIDERS, type FleetStage, type Requests } from './stage.ts';
import { percentile, type Tally } from './tally.ts';

/** What a slice cost, as lines of a table: a measure and its figure. */
export type Costs = readonly (readonly [measure: string, figure: number])[];

export interface MeasuredSlice {
  readonly before: Reading;
  readonly after: Reading;
  readonly requests: ReadonlyMap<string, Requests>;
  readonly answers: SliceAnswers;
}

export function costsOf(
  { companies }: FleetStage,
  { before, after, requests, answers }: MeasuredSlice,
): Costs {
  const seconds = (after.at - before.at) / 1000;
  const rate = (of: (reading: Reading) => number) => (of(after) - of(before)) / seconds;
  const replicas = after.replicas.map((replica, index) => {
    const earlier = before.replicas[index] ?? replica;
    return { ...replica, cores: (replica.cpuSeconds - earlier.cpuSeconds) / seconds };
  });
  const each = (measure: string, of: (replica: (typeof replicas)[number]) => number): Costs =>
    replicas.map((replica, index) => [`replica ${String(index + 1)}: ${measure}`, of(replica)]);
  const sum = (provider: (typeof PROVIDERS)[number]) =>
    requests.values().reduce((total, counts) => total + counts[provider], 0);
  const busiest = (provider: (typeof PROVIDERS)[number]) =>
    Math.max(...requests.values().map((counts) => counts[provider])) / (seconds / 60);
  return [
    ...tallied('questions', answers.others, seconds),
    ...(answers.noisy.asked === 0 ? [] : tallied('noisy one’s questions', answers.noisy, seconds)),
    ...PROVIDERS.map((provider) => [`requests/s to ${provider}`, sum(provider) / seconds] as const),
    ...PROVIDERS.map(
      (provider) => [`requests/min of the busiest workspace to ${provider}`, busiest(provider)] as const,
    ),
    ['Redis commands/s', rate(({ redis }) => redis.commands)],
    ['Redis MB', after.redis.megabytes],
    ['Redis keys', after.redis.keys],
    ['Redis cores', rate(({ cpu }) => cpu.redis)],
    ['PostgreSQL transactions/s', rate(({ postgres }) => postgres.transactions)],
    ['PostgreSQL rows read/s', rate(({ postgres }) => postgres.rowsRead)],
    ['PostgreSQL rows written/s', rate(({ postgres }) => postgres.rowsWritten)],
    ['PostgreSQL rows', after.postgres.rows],
    ['PostgreSQL MB', after.postgres.megabytes],
    ['PostgreSQL cores', rate(({ cpu }) => cpu.postgres)],
    ['archives up to date, %', (after.postgres.upToDate / companies.length) * 100],
    ['archives paused', after.postgres.paused],
    ...each('cores', ({ cores }) => cores),
    ...each('MB resident', ({ rssMegabytes }) => rssMegabytes),
    ...each('sockets', ({ sockets }) => sockets),
    ...each('p99 ms of a turn of the event loop', ({ stallP99Ms }) => stallP99Ms),
    ['providers’ cores', rate(({ cpu }) => cpu.providers)],
  ];
}

function tallied(who: string, { asked, milliseconds, refused, stale, codes }: Tally, seconds: number): Costs {
  const errors = [...codes].map(
    ([code, times]) => [`${who} with ${code}, %`, (times / asked) * 100] as const,
  );
  return [
    [`${who}/s`, asked / seconds],
    [`${who}: p50 ms`, percentile(milliseconds, 0.5)],
    [`${who}: p99 ms`, percentile(milliseconds, 0.99)],
    [`${who} refused, %`, (refused / asked) * 100],
    [`${who} answered stale, %`, (stale / asked) * 100],
    ...errors,
  ];
}
