import { ID, Int, ObjectType } from 'type-graphql';
import type * as domain from '../../domain/call.js';
import { DateTimeScalar } from '../input/date-time.scalar.js';
import { EntityType } from '../relay/entity-type.js';
import { personal } from '../personal-data/personal-data.js';
import { CallDirection, CallRouting, CallService, CallStatus } from './call.enums.js';
import { CallPartyType } from './call-party.type.js';
import { Costs } from '../cost/costs.js';
import { pageItems } from '../cost/entity-costs.js';
import { type Connection, connectionType } from '../relay/connection.type.js';
import { Fields, nullable, required } from '../schema/fields.js';

@ObjectType('CallUser', { description: 'A CRM user. One person can have two of them.' })
@Fields<domain.CallUser>({
  uuid: nullable(ID, 'The CRM’s uuid of the user.'),
  firstName: personal('NAME', 'First name.'),
  lastName: personal('NAME', 'Last name.'),
})
export class CallUserType {}

@ObjectType('CallAgent', { description: 'A member of the company who took part in a call.' })
@Fields<Omit<domain.CallAgent, 'workspace'>>({
  internalNumber: required(
    String,
    'The agent’s internal number as the call history has it; empty if it has none.',
  ),
  user: nullable(CallUserType, 'The agent as a CRM user; null if none was found.'),
})
export class CallAgentType {}

@ObjectType('CallFlag', { description: 'A tag that users give to calls.' })
@Fields<domain.CallFlag>({
  uuid: required(ID, 'The flag’s uuid.'),
  name: required(String, 'The flag’s name.'),
  color: nullable(String, 'The flag’s colour as `#rgb` or `#rrggbb`; null if it has none.'),
  relationUuid: nullable(ID, 'The uuid of the link between the flag and this call.'),
})
class CallFlagType {}

@EntityType(
  'Call',
  ['id', 'uuid startedAt', 'uuid'],
  'A record of the call history, from ccrm.pl: a call, a text message or a fax.',
)
@Fields<Omit<domain.Call, 'kind' | 'workspace' | 'localDate' | 'noteCount'>>({
  uuid: required(ID, 'The call history’s uuid.'),
  startedAt: required(
    DateTimeScalar,
    'When it started, to the second. In the hour that is repeated when clocks are put back, the earlier of the two instants.',
  ),
  durationSeconds: required(Int, 'The duration in seconds.'),
  direction: required(CallDirection, 'The direction, seen from the company.'),
  status: required(CallStatus, 'How it ended.'),
  service: required(CallService, 'Whether it is a call, a text message or a fax.'),
  routing: required(CallRouting, 'Whether it went through a queue.'),
  destination: nullable(String, 'The destination as the provider names it.'),
  cost: nullable(
    Int,
    'The cost as billed by the provider, in a unit that it doesn’t document; null if it isn’t a whole number. `costAmount` has every cost.',
  ),
  costAmount: nullable(
    String,
    'The cost as a decimal number, exactly as billed by the provider, such as `0.15`.',
  ),
  from: required([CallPartyType], 'Who called.', Costs({ length: 1 })),
  to: required([CallPartyType], 'Who was called.', Costs({ length: 1 })),
  externalParty: nullable(CallPartyType, 'The party outside the company; null if there is none.'),
  smsText: personal('TEXT', 'The text of a text message; null for calls and faxes.'),
  flags: required([CallFlagType], 'The tags that users gave it.'),
  hasNotes: required(Boolean, 'Whether notes were written on it, including deleted ones.'),
  agents: required([CallAgentType], 'The members of the company who took part.'),
})
export class CallType {}

export type CallConnection = Connection<domain.Call>;

export const CallConnection = connectionType<domain.Call>({
  kind: 'Call',
  item: CallType,
  description: 'A page of the calls of a range.',
  totalCount:
    'The number of matching calls in the whole range; null if it can’t be determined, such as with a filter over a range of more than 20,000 calls.',
  itemCost: pageItems,
});
