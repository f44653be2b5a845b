import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import type * as domain from '../../domain/call.js';
import type { CallCriteria } from '../../domain/call-criteria.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import {
  MAX_CURSOR,
  MAX_KEY,
  MAX_TEXT,
  MaxCharacters,
  MaxCharactersEach,
  MaxEntries,
} from '../input/length-bounds.js';
import { DEFAULT_PAGE, MAX_PAGE, PageSize } from '../input/page-size.js';
import { PersonalDataTag } from '../personal-data/personal-data.js';
import { WorkspaceArgs, WorkspaceArgument } from '../input/workspace-argument.js';
import type { GivenFilter } from './call-criteria.js';
import { CallDirection, CallGrouping, CallOrder, CallService, CallStatus } from './call.enums.js';
import { Fields, Nullable, nullable } from '../schema/fields.js';

/** The maximum number of entries in a filter's list of enum values: more than any enum has. */
const MAX_VALUES = 50;

@InputType('CallFilter', {
  description: 'Conditions for calls, all of which must be met. An empty list is no condition.',
})
@Fields<CallCriteria>({
  direction: nullable([CallDirection], 'Any of these directions.', MaxEntries(MAX_VALUES)),
  status: nullable([CallStatus], 'Any of these outcomes.', MaxEntries(MAX_VALUES)),
  service: nullable([CallService], 'Any of these kinds.', MaxEntries(MAX_VALUES)),
  internalNumber: nullable(
    String,
    'An agent’s internal number, with or without leading zeros and separators.',
    MaxCharacters(MAX_TEXT),
  ),
  internalNumbers: nullable(
    [String],
    'Any of these internal numbers, such as those of a team, each as in `internalNumber`; at most 1,000.',
    MaxCharactersEach(MAX_TEXT),
    MaxEntries(MAX_PAGE),
  ),
  phone: nullable(
    String,
    'A party’s number, in any format and without its extension. If the country of both numbers is known, from a country code or from the workspace’s settings, they are compared in E.164. Otherwise, the last nine digits without leading zeros are compared, or the last seven or eight if one of the numbers has no more; even shorter numbers must be equal. FORBIDDEN for callers who may not see personal data.',
    PersonalDataTag(),
    MaxCharacters(MAX_TEXT),
  ),
  contact: nullable(
    ID,
    'The CRM’s uuid of a contact, a person or an organisation, who is a party of the call.',
    MaxCharacters(MAX_TEXT),
  ),
  withheld: nullable(
    Boolean,
    'Whether the call came from outside without a caller’s number, because it is withheld or unknown.',
  ),
  flag: nullable(String, 'A flag’s name, ignoring case, or its uuid.', MaxCharacters(MAX_TEXT)),
  hasNotes: nullable(Boolean, 'Whether notes were written on the call.'),
  minDurationSeconds: nullable(Int, 'The shortest duration, in seconds.'),
  maxDurationSeconds: nullable(Int, 'The longest duration, in seconds.'),
})
export class CallFilter {}

@ArgsType()
class CallPageArgs {
  @Nullable(() => CallFilter, 'Conditions for the calls of the range. Default: all calls.')
  declare readonly filter: GivenFilter | null | undefined;

  @Field(() => CallOrder, {
    nullable: true,
    defaultValue: CallOrder.NEWEST_FIRST,
    description: 'The order of the calls.',
  })
  declare readonly order: domain.CallOrder | null;

  @PageSize(DEFAULT_PAGE)
  declare readonly first: number | null;

  @Nullable(
    () => String,
    'The page starts after this cursor, which must be from the same workspace, range and order.',
  )
  @MaxCharacters(MAX_CURSOR)
  declare readonly after: string | null | undefined;
}

@ArgsType()
export class CallsArgs extends CallPageArgs {
  @Field(() => DateTimeScalar, { description: 'The start of the range, inclusive.' })
  declare readonly from: number;

  @Field(() => DateTimeScalar, { description: 'The end of the range, exclusive.' })
  declare readonly to: number;
}

@ArgsType()
export class WorkspaceCallsArgs extends CallPageArgs {
  @Nullable(
    () => DateTimeScalar,
    'The start of the range, inclusive. Default: the start of the archive, or 30 days before `to` if nothing earlier is archived.',
  )
  declare readonly from: number | null | undefined;

  @Nullable(() => DateTimeScalar, 'The end of the range, exclusive. Default: now.')
  declare readonly to: number | null | undefined;

  @WorkspaceArgument()
  declare readonly workspace: string | null | undefined;
}

@ArgsType()
export class CallStatisticsArgs extends WorkspaceArgs {
  @Field(() => DateTimeScalar, { description: 'The start of the range, inclusive.' })
  declare readonly from: number;

  @Field(() => DateTimeScalar, { description: 'The end of the range, exclusive.' })
  declare readonly to: number;

  @Nullable(() => CallFilter, 'Conditions for the calls of the range. Default: all calls.')
  declare readonly filter: GivenFilter | null | undefined;

  @Field(() => CallGrouping, { description: 'The property by which calls are grouped.' })
  declare readonly groupBy: CallGrouping;
}

@ArgsType()
export class CallEventArgs extends WorkspaceArgs {
  @Nullable(() => CallFilter, 'Conditions for the calls. Default: all calls.')
  declare readonly filter: GivenFilter | null | undefined;
}

@ArgsType()
export class CallByUuidArgs extends WorkspaceArgs {
  @Field(() => ID, { description: 'The call history’s uuid.' })
  @MaxCharacters(MAX_KEY)
  declare readonly uuid: string;
}
