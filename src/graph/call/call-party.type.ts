import { createUnionType, Directive, ID, ObjectType } from 'type-graphql';
import type {
  CallContactOrganisation,
  CallContactPerson,
  CallParty,
  CallPhoneNumber,
} from '../../domain/call.js';
import { PersonalDataTag, personal } from '../personal-data/personal-data.js';
import { CallPartyKind } from './call.enums.js';
import { Fields, nullable, required } from '../schema/fields.js';

@PersonalDataTag()
@ObjectType('CallPhoneNumber', { description: 'A phone number of a party.' })
@Fields<Omit<CallPhoneNumber, 'country'>>({
  formatted: personal('PHONE', 'As the provider formats it, such as `+48 777 888 999`.'),
  raw: personal('PHONE', 'Digits as the provider sends them, such as `48777888999`.'),
})
export class CallPhoneNumberType {}

@Directive('@key(fields: "uuid", resolvable: false)')
@Directive('@shareable')
@ObjectType('CallContactPerson', { description: 'A person among the CRM’s contacts.' })
@Fields<Omit<CallContactPerson, 'kind'>>({
  uuid: required(ID, 'The CRM’s uuid of the contact.'),
  firstName: personal('NAME', 'First name.'),
  lastName: personal('NAME', 'Last name.'),
  avatar: personal('TEXT', 'File name of the picture.'),
})
export class CallContactPersonType {}

@Directive('@key(fields: "uuid", resolvable: false)')
@Directive('@shareable')
@ObjectType('CallContactOrganisation', { description: 'An organisation among the CRM’s contacts.' })
@Fields<Omit<CallContactOrganisation, 'kind'>>({
  uuid: required(ID, 'The CRM’s uuid of the contact.'),
  name: nullable(String, 'The organisation’s name.'),
  avatar: personal('TEXT', 'File name of the picture.'),
})
export class CallContactOrganisationType {}

const CallContactUnion = createUnionType({
  name: 'CallContact',
  description: 'A party’s contact in the CRM.',
  types: () => [CallContactPersonType, CallContactOrganisationType] as const,
});

@ObjectType('CallParty', { description: 'One side of a call.' })
@Fields<Omit<CallParty, 'colleague'>>({
  kind: required(CallPartyKind, 'Whether the CRM knows the party as a person or an organisation.'),
  phone: nullable(CallPhoneNumberType, 'The party’s number; null if it is withheld.', PersonalDataTag()),
  contact: nullable(CallContactUnion, 'The party’s contact in the CRM; null if it has none.'),
})
export class CallPartyType {}
