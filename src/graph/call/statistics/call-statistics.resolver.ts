import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { requireScopeOf } from '../../authorization/requires-scope.js';
import type { GraphContext } from '../../loading/context.js';
import { workspaceOf } from '../../input/workspace-argument.js';
import { CallStatisticsArgs } from '../call.args.js';
import { callStatistics } from './call-statistics.js';
import { CallStatisticsType, type CallStatistics } from './call-statistics.type.js';
import { Costs } from '../../cost/costs.js';
import { statistics } from '../../cost/range-costs.js';

@Resolver(() => CallStatisticsType)
export class CallStatisticsResolver {
  @Costs({ charge: statistics })
  @Query(() => CallStatisticsType, {
    nullable: true,
    description:
      'Counts and durations of a workspace’s calls in a range of at most 3,660 days, or 31 by HOUR; null if the workspace has no ccrm account. In one operation with `calls` of the same range, it costs no further requests.',
  })
  callStatistics(
    @Args(() => CallStatisticsArgs) args: CallStatisticsArgs,
    @Ctx() context: GraphContext,
  ): Promise<CallStatistics> | null {
    const { caller } = context;
    if (args.groupBy === 'EXTENSION') requireScopeOf('Extension', caller);
    const { history, extensionOfAgent } = context.loaders(workspaceOf(context, args.workspace).id);
    const calls = history();
    return calls === null ? null : callStatistics(calls, args, caller, extensionOfAgent);
  }
}
