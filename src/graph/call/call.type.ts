import { Field, ID, Int, ObjectType } from 'type-graphql';
import type * as domain from '../../domain/call.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { EntityType } from '../relay/entity-type.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { CallDirection, CallRouting, CallService, CallStatus } from './call.enums.js';
import { CallPartyType } from './call-party.type.js';
import { Costs } from '../cost/costs.js';
import { pageItems } from '../cost/entity-costs.js';
import { totalCount } from '../cost/range-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { Nullable } from '../schema/nullable.js';

@ObjectType('CallUser', { description: 'A CRM user. One person can have two of them.' })
export class CallUserType implements domain.CallUser {
  @Nullable(() => ID, 'The CRM’s uuid of the user.')
  declare readonly uuid: string | null;

  @PersonalData('NAME')
  @Nullable(() => String, 'First name.')
  declare readonly firstName: string | null;

  @PersonalData('NAME')
  @Nullable(() => String, 'Last name.')
  declare readonly lastName: string | null;
}

@ObjectType('CallAgent', { description: 'A member of the company who took part in a call.' })
export class CallAgentType implements Omit<domain.CallAgent, 'workspace'> {
  @Field(() => String, {
    description: 'The agent’s internal number as the call history has it; empty if it has none.',
  })
  declare readonly internalNumber: string;

  @Nullable(() => CallUserType, 'The agent as a CRM user; null if none was found.')
  declare readonly user: CallUserType | null;
}

@ObjectType('CallFlag', { description: 'A tag that users give to calls.' })
export class CallFlagType implements domain.CallFlag {
  @Field(() => ID, { description: 'The flag’s uuid.' })
  declare readonly uuid: string;

  @Field(() => String, { description: 'The flag’s name.' })
  declare readonly name: string;

  @Nullable(() => String, 'The flag’s colour as `#rgb` or `#rrggbb`; null if it has none.')
  declare readonly color: string | null;

  @Nullable(() => ID, 'The uuid of the link between the flag and this call.')
  declare readonly relationUuid: string | null;
}

@EntityType(
  'Call',
  ['id', 'uuid startedAt', 'uuid'],
  'A record of the call history, from ccrm.pl: a call, a text message or a fax.',
)
export class CallType implements Omit<
  domain.Call,
  'kind' | 'workspace' | 'localDate' | 'startedAt' | 'agents' | 'noteCount'
> {
  @Field(() => ID, { description: 'The call history’s uuid.' })
  declare readonly uuid: string;

  @Field(() => DateTimeScalar, {
    description:
      'When it started, to the second. In the hour that is repeated when clocks are put back, the earlier of the two instants.',
  })
  declare readonly startedAt: number;

  @Field(() => Int, { description: 'The duration in seconds.' })
  declare readonly durationSeconds: number;

  @Field(() => CallDirection, { description: 'The direction, seen from the company.' })
  declare readonly direction: domain.CallDirection;

  @Field(() => CallStatus, { description: 'How it ended.' })
  declare readonly status: domain.CallStatus;

  @Field(() => CallService, { description: 'Whether it is a call, a text message or a fax.' })
  declare readonly service: domain.CallService;

  @Field(() => CallRouting, { description: 'Whether it went through a queue.' })
  declare readonly routing: domain.CallRouting;

  @Nullable(() => String, 'The destination as the provider names it.')
  declare readonly destination: string | null;

  @Nullable(
    () => Int,
    'The cost as billed by the provider, in a unit that it doesn’t document; null if it isn’t a whole number. `costAmount` has every cost.',
  )
  declare readonly cost: number | null;

  @Nullable(() => String, 'The cost as a decimal number, exactly as billed by the provider, such as `0.15`.')
  declare readonly costAmount: string | null;

  @Costs({ length: 1 })
  @Field(() => [CallPartyType], { description: 'Who called.' })
  declare readonly from: readonly domain.CallParty[];

  @Costs({ length: 1 })
  @Field(() => [CallPartyType], { description: 'Who was called.' })
  declare readonly to: readonly domain.CallParty[];

  @Nullable(() => CallPartyType, 'The party outside the company; null if there is none.')
  declare readonly externalParty: domain.CallParty | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'The text of a text message; null for calls and faxes.')
  declare readonly smsText: string | null;

  @Field(() => [CallFlagType], { description: 'The tags that users gave it.' })
  declare readonly flags: readonly CallFlagType[];

  @Field(() => Boolean, { description: 'Whether notes were written on it, including deleted ones.' })
  declare readonly hasNotes: boolean;

  @Field(() => [CallAgentType], { description: 'The members of the company who took part.' })
  declare readonly agents: readonly CallAgentType[];
}

export type CallConnection = Connection<domain.Call>;

export const CallConnection = connectionType<domain.Call>({
  kind: 'Call',
  item: () => CallType,
  description: 'A page of the calls of a range.',
  itemCost: pageItems,
  totalCount: {
    description:
      'The number of matching calls in the whole range; null if it can’t be determined, such as with a filter over a range of more than 20,000 calls.',
    costs: { charge: totalCount },
  },
});
