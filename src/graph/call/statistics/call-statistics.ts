import { setImmediate as othersTurn } from 'node:timers/promises';
import type { TimeRange } from '../../../domain/call.js';
import type { CallsOrSums } from '../../../domain/call-sums.js';
import type { CallHistory } from '../../../domain/sources.js';
import { badUserInput } from '../../input/bad-user-input.js';
import type { GraphContext } from '../../loading/context.js';
import type { Loaders } from '../../loading/loaders.js';
import { CallDirection, CallStatus, type CallGrouping } from '../call.enums.js';
import type { CallFilter, CallStatisticsArgs } from '../call.args.js';
import { criteriaOf, isDecidedByColumns } from '../call-criteria.js';
import { conditionsOf } from '../call-filter.js';
import { checkRange } from '../default-range.js';
import { byColumn, byExtension, byPeriod, type Grouping } from './call-grouping.js';
import type { CallStatistics } from './call-statistics.type.js';
import { CallTally } from './call-tally.js';
import { daysOf, hoursOf } from './local-periods.js';
import { isTooLong, maxDays } from './longest-range.js';

type SummedHistory = Pick<CallHistory, 'timezone' | 'walk' | 'summarise'>;

interface StatisticsContext extends Pick<GraphContext, 'caller'> {
  readonly loaders: Pick<Loaders, 'extensionByAgentNumber'>;
}

/**
 * Counts the calls of a range without storing them. BAD_USER_INPUT for a range that ends before it starts or is too
 * long, and for a filter that can't be met; FORBIDDEN for a filter by data that the caller may not see.
 */
export async function callStatistics(
  history: SummedHistory,
  args: CallStatisticsArgs,
  { loaders, caller }: StatisticsContext,
): Promise<CallStatistics> {
  const range = rangeOf(args);
  const { timezone } = history;
  const conditions = conditionsOf(args.filter, caller);
  const total = new CallTally();
  const grouping = openGrouping(args.groupBy, range, timezone, loaders);
  for await (const part of callsOf(history, range, grouping, args.filter)) {
    for (const sums of 'sums' in part ? part.sums : []) {
      if (sums.calls === 0) continue;
      total.addSums(sums);
      grouping.tallyAt(sums.group).addSums(sums);
    }
    for (const call of 'calls' in part ? part.calls : []) {
      if (!conditions.every((condition) => condition(call))) continue;
      total.add(call);
      const tally = grouping.tallyOf(call);
      (tally instanceof Promise ? await tally : tally).add(call);
    }
    // Cached pages arrive one after another without a turn of the event loop between them.
    await othersTurn();
  }
  return { ...total.figures(), timezone, groups: grouping.groups() };
}

/** The calls of a range, or their totals if the call history can provide them. */
async function* callsOf(
  history: SummedHistory,
  range: TimeRange,
  { keys }: Grouping,
  filter: CallFilter | null | undefined,
): AsyncGenerator<CallsOrSums> {
  const criteria = criteriaOf(filter);
  if (history.summarise !== undefined && keys !== null && isDecidedByColumns(filter)) {
    const groups = keys.map((key) => ({ ...key, from: key.from ?? range.from, to: key.to ?? range.to }));
    yield* history.summarise(range, groups, criteria);
    return;
  }
  for await (const calls of history.walk(range, 'NEWEST_FIRST', criteria)) yield { calls };
}

function rangeOf({ from, to, groupBy }: CallStatisticsArgs): TimeRange {
  checkRange({ from, to });
  if (isTooLong({ from, to }, groupBy)) {
    throw badUserInput('to', `must be at most ${maxDays(groupBy)} days after from, grouped by ${groupBy}`);
  }
  return { from, to };
}

function openGrouping(
  groupBy: CallGrouping,
  range: TimeRange,
  timezone: string,
  { extensionByAgentNumber }: Pick<Loaders, 'extensionByAgentNumber'>,
): Grouping {
  switch (groupBy) {
    case 'HOUR':
      return byPeriod(hoursOf(range, timezone));
    case 'DAY':
      return byPeriod(daysOf(range, timezone));
    case 'EXTENSION':
      return byExtension(({ agents: [agent] }) =>
        agent === undefined ? null : extensionByAgentNumber.load(agent),
      );
    case 'DIRECTION':
      return byColumn('direction', Object.values(CallDirection));
    case 'STATUS':
      return byColumn('status', Object.values(CallStatus));
  }
}
