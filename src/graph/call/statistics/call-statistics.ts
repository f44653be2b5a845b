import { setImmediate as othersTurn } from 'node:timers/promises';
import type { TimeRange } from '../../../domain/call.js';
import type { CallsOrSums } from '../../../domain/call-sums.js';
import type { Caller } from '../../../domain/caller.js';
import type { CallHistory } from '../../../domain/sources.js';
import { badUserInput } from '../../input/bad-user-input.js';
import type { WorkspaceLoaders } from '../../loading/loaders.js';
import { CallDirection, CallStatus, type CallGrouping } from '../call.enums.js';
import type { CallStatisticsArgs } from '../call.args.js';
import { criteriaOf, isDecidedByColumns, type GivenFilter } from '../call-criteria.js';
import { conditionsOf } from '../call-filter.js';
import { checkRange, isTooLong, maxDays } from '../call-range.js';
import { byColumn, byExtension, byPeriod, type Grouping } from './call-grouping.js';
import type { CallStatistics } from './call-statistics.type.js';
import { CallTally } from './call-tally.js';
import { daysOf, hoursOf } from './local-periods.js';

type SummedHistory = Pick<CallHistory, 'timezone' | 'walk' | 'summarise'>;

type ExtensionOfAgent = Pick<WorkspaceLoaders['extensionOfAgent'], 'load'>;

/**
 * Counts the calls of a range without storing them. BAD_USER_INPUT for a range that ends before it starts or is too
 * long, and for a filter that can't be met; FORBIDDEN for a filter by data that the caller may not see.
 */
export async function callStatistics(
  history: SummedHistory,
  args: CallStatisticsArgs,
  caller: Caller,
  extensionOfAgent: ExtensionOfAgent,
): Promise<CallStatistics> {
  const { from, to, groupBy, filter } = args;
  const range = { from, to };
  checkRange(range);
  if (isTooLong(range, groupBy)) {
    throw badUserInput('to', `must be at most ${maxDays(groupBy)} days after from, grouped by ${groupBy}`);
  }
  const { timezone } = history;
  const conditions = conditionsOf(filter, caller);
  const total = new CallTally();
  const grouping = await openGrouping(groupBy, range, timezone, extensionOfAgent);
  for await (const part of callsOf(history, range, grouping, filter)) {
    for (const sums of 'sums' in part ? part.sums : []) {
      if (sums.calls === 0) continue;
      total.addSums(sums);
      grouping.known?.[sums.group]?.tally.addSums(sums);
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
  { known }: Grouping,
  filter: GivenFilter | null | undefined,
): AsyncGenerator<CallsOrSums> {
  const criteria = criteriaOf(filter);
  if (history.summarise !== undefined && known !== null && isDecidedByColumns(criteria)) {
    const groups = known.map(({ key }) => ({ ...key, from: key.from ?? range.from, to: key.to ?? range.to }));
    yield* history.summarise(range, groups, criteria);
    return;
  }
  for await (const calls of history.walk(range, 'NEWEST_FIRST', criteria)) yield { calls };
}

async function openGrouping(
  groupBy: CallGrouping,
  range: TimeRange,
  timezone: string,
  extensionOfAgent: ExtensionOfAgent,
): Promise<Grouping> {
  switch (groupBy) {
    case 'HOUR':
      return byPeriod(hoursOf(range, timezone));
    case 'DAY':
      return byPeriod(await daysOf(range, timezone));
    case 'EXTENSION':
      return byExtension(({ agents: [agent] }) =>
        agent === undefined ? null : extensionOfAgent.load(agent.internalNumber),
      );
    case 'DIRECTION':
      return byColumn('direction', Object.values(CallDirection));
    case 'STATUS':
      return byColumn('status', Object.values(CallStatus));
  }
}
