import { Field, Float, Int, InterfaceType, ObjectType } from 'type-graphql';
import type * as domain from '../../../domain/call.js';
import type { Extension } from '../../../domain/extension.js';
import { ScopeOf } from '../../authorization/requires-scope.js';
import { DateTimeScalar } from '../../input/date-time.scalar.js';
import { ExtensionType } from '../../extension/extension.type.js';
import { CallDirection, CallStatus } from '../call.enums.js';
import { Costs } from '../../cost/costs.js';
import { pageItems } from '../../cost/field-costs.js';

@InterfaceType('CallFigures', { description: 'What some calls have in common, counted and measured.' })
abstract class CallFiguresType {
  @Field(() => Int, { description: 'How many calls, text messages and faxes.' })
  declare readonly callCount: number;

  @Field(() => Int, { description: 'How many of them were answered.' })
  declare readonly answeredCount: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Which share of them was answered, from 0 to 1; null if there are none.',
  })
  declare readonly answeredShare: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'Their mean duration in seconds, those that nobody answered included; null if there are none.',
  })
  declare readonly meanDurationSeconds: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The longest one’s duration in seconds; null if there are none.',
  })
  declare readonly longestDurationSeconds: number | null;
}

@ScopeOf('Call')
@ObjectType('CallStatisticsGroup', {
  implements: CallFiguresType,
  description: 'The figures of the calls that have something in common.',
})
class CallStatisticsGroupType extends CallFiguresType {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description:
      'Begin of the group’s hour or day, or of the range if that is later; null if the groups aren’t hours or days.',
  })
  declare readonly from: number | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'End of the group’s hour or day, which is the next one’s begin, or of the range.',
  })
  declare readonly to: number | null;

  @Field(() => ExtensionType, {
    nullable: true,
    description:
      'The extension in a group of EXTENSION; null in the group of the calls without an agent, or whose agent has none or more than one.',
  })
  declare readonly extension: Extension | null;

  @Field(() => CallDirection, { nullable: true, description: 'The direction in a group of DIRECTION.' })
  declare readonly direction: domain.CallDirection | null;

  @Field(() => CallStatus, { nullable: true, description: 'The outcome in a group of STATUS.' })
  declare readonly status: domain.CallStatus | null;
}

@ScopeOf('Call')
@ObjectType('CallStatistics', {
  implements: CallFiguresType,
  description: 'The figures of all the calls of a range that match, and of their groups.',
})
export class CallStatisticsType extends CallFiguresType {
  @Field(() => String, {
    description: 'The zone in which hours and days begin, such as `Europe/Warsaw`.',
  })
  declare readonly timezone: string;

  @Costs({ charge: pageItems })
  @Field(() => [CallStatisticsGroupType], {
    description:
      'Every hour or day of the range from its begin to its end, those without calls, too; extensions that occur by their names, the calls without one last; directions and outcomes that occur.',
  })
  declare readonly groups: readonly CallGroup[];
}

/* The same as plain data. */
export type CallFigures = Readonly<CallFiguresType>;
export type CallGroup = Readonly<CallStatisticsGroupType>;
export type CallStatistics = Readonly<CallStatisticsType>;
