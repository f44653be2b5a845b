import { Field, Float, Int, InterfaceType, ObjectType } from 'type-graphql';
import type * as domain from '../../../domain/call.js';
import type { Extension } from '../../../domain/extension.js';
import { ScopeOf } from '../../authorization/requires-scope.js';
import { DateTimeScalar } from '../../input/date-time.scalar.js';
import { ExtensionType } from '../../extension/extension.type.js';
import { CallDirection, CallStatus } from '../call.enums.js';
import { Costs } from '../../cost/costs.js';
import { pageItems } from '../../cost/entity-costs.js';
import { Nullable } from '../../schema/fields.js';

@InterfaceType('CallFigures', { description: 'Counts and durations of a set of calls.' })
abstract class CallFiguresType {
  @Field(() => Int, { description: 'The number of calls, text messages and faxes.' })
  declare readonly callCount: number;

  @Field(() => Int, { description: 'The number of answered calls.' })
  declare readonly answeredCount: number;

  @Nullable(() => Float, 'The share of answered calls, from 0 to 1; null if there are no calls.')
  declare readonly answeredShare: number | null;

  @Nullable(
    () => Float,
    'The mean duration in seconds, including unanswered calls; null if there are no calls.',
  )
  declare readonly meanDurationSeconds: number | null;

  @Nullable(() => Int, 'The longest duration in seconds; null if there are no calls.')
  declare readonly longestDurationSeconds: number | null;
}

@ScopeOf('Call')
@ObjectType('CallStatisticsGroup', {
  implements: CallFiguresType,
  description: 'The figures of the calls of one group.',
})
class CallStatisticsGroupType extends CallFiguresType {
  @Nullable(
    () => DateTimeScalar,
    'The start of the group’s hour or day, or of the range if that is later; null if the groups aren’t hours or days.',
  )
  declare readonly from: number | null;

  @Nullable(
    () => DateTimeScalar,
    'The end of the group’s hour or day, exclusive, or of the range if that is earlier; null if the groups aren’t hours or days.',
  )
  declare readonly to: number | null;

  @Nullable(
    () => ExtensionType,
    'The extension, if grouped by EXTENSION; null for the group of calls without an agent, or whose agent has no extension or more than one.',
  )
  declare readonly extension: Extension | null;

  @Nullable(() => CallDirection, 'The direction, if grouped by DIRECTION.')
  declare readonly direction: domain.CallDirection | null;

  @Nullable(() => CallStatus, 'The outcome, if grouped by STATUS.')
  declare readonly status: domain.CallStatus | null;
}

@ScopeOf('Call')
@ObjectType('CallStatistics', {
  implements: CallFiguresType,
  description: 'The figures of all matching calls of a range, and of their groups.',
})
export class CallStatisticsType extends CallFiguresType {
  @Field(() => String, { description: 'The zone in which hours and days begin, such as `Europe/Warsaw`.' })
  declare readonly timezone: string;

  @Costs({ charge: pageItems })
  @Field(() => [CallStatisticsGroupType], {
    description:
      'By HOUR and DAY, every hour or day of the range in order, including those without calls. By EXTENSION, the extensions that occur, ordered by name, and last the calls without one. By DIRECTION and STATUS, the values that occur.',
  })
  declare readonly groups: readonly CallGroup[];
}

/* The same as plain data. */
export type CallFigures = Readonly<CallFiguresType>;
export type CallGroup = Readonly<CallStatisticsGroupType>;
export type CallStatistics = Readonly<CallStatisticsType>;
