import { createUnionType, Directive, Field, ID, ObjectType } from 'type-graphql';
import type {
  CallContact,
  CallContactOrganisation,
  CallContactPerson,
  CallParty,
  CallPartyKind as KindName,
  CallPhoneNumber,
} from '../../domain/call.js';
import { PersonalData, PersonalDataTag } from '../personal-data/personal-data.js';
import { CallPartyKind } from './call.enums.js';
import { Nullable } from '../schema/nullable.js';

@PersonalDataTag()
@ObjectType('CallPhoneNumber', { description: 'A phone number of a party.' })
export class CallPhoneNumberType implements Omit<CallPhoneNumber, 'country'> {
  @PersonalData('PHONE')
  @Nullable(() => String, 'As the provider formats it, such as `+48 777 888 999`.')
  declare readonly formatted: string | null;

  @PersonalData('PHONE')
  @Nullable(() => String, 'Digits as the provider sends them, such as `48777888999`.')
  declare readonly raw: string | null;
}

@Directive('@key(fields: "uuid", resolvable: false)')
@Directive('@shareable')
@ObjectType('CallContactPerson', { description: 'A person among the CRM’s contacts.' })
export class CallContactPersonType implements Omit<CallContactPerson, 'kind'> {
  @Field(() => ID, { description: 'The CRM’s uuid of the contact.' })
  declare readonly uuid: string;

  @PersonalData('NAME')
  @Nullable(() => String, 'First name.')
  declare readonly firstName: string | null;

  @PersonalData('NAME')
  @Nullable(() => String, 'Last name.')
  declare readonly lastName: string | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'File name of the picture.')
  declare readonly avatar: string | null;
}

@Directive('@key(fields: "uuid", resolvable: false)')
@Directive('@shareable')
@ObjectType('CallContactOrganisation', { description: 'An organisation among the CRM’s contacts.' })
export class CallContactOrganisationType implements Omit<CallContactOrganisation, 'kind'> {
  @Field(() => ID, { description: 'The CRM’s uuid of the contact.' })
  declare readonly uuid: string;

  @Nullable(() => String, 'The organisation’s name.')
  declare readonly name: string | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'File name of the picture.')
  declare readonly avatar: string | null;
}

const CallContactUnion = createUnionType({
  name: 'CallContact',
  description: 'A party’s contact in the CRM.',
  types: () => [CallContactPersonType, CallContactOrganisationType] as const,
});

@ObjectType('CallParty', { description: 'One side of a call.' })
export class CallPartyType implements Omit<CallParty, 'phone' | 'colleague'> {
  @Field(() => CallPartyKind, {
    description: 'Whether the CRM knows the party as a person or an organisation.',
  })
  declare readonly kind: KindName;

  @PersonalDataTag()
  @Nullable(() => CallPhoneNumberType, 'The party’s number; null if it is withheld.')
  declare readonly phone: CallPhoneNumberType | null;

  @Nullable(() => CallContactUnion, 'The party’s contact in the CRM; null if it has none.')
  declare readonly contact: CallContact | null;
}
