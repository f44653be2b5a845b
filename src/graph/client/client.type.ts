import { ID, Int, ObjectType } from 'type-graphql';
import type {
  Client,
  ClientType as ClientTypeName,
  GeoRestriction,
  GeoRestrictionMode as ModeName,
} from '../../domain/client.js';
import { EntityType } from '../relay/entity-type.js';
import { personal } from '../personal-data/personal-data.js';
import { Fields, nullable, required } from '../schema/fields.js';
import { graphqlEnum } from '../schema/graphql-enum.js';

const ClientType = graphqlEnum<ClientTypeName>('ClientType', 'The legal form of a client.', {
  LEGAL_ENTITY: 'A company or another legal entity (J).',
  INDIVIDUAL: 'A natural person (F).',
  UNKNOWN: 'A type that this version doesn’t know.',
});

export const GeoRestrictionMode = graphqlEnum<ModeName>(
  'GeoRestrictionMode',
  'How the countries from which SIP accounts may register are chosen.',
  {
    PROVIDER_DEFAULT: 'The provider’s own choice.',
    ALL: 'Every country.',
    LISTED: 'The listed countries only.',
  },
);

@ObjectType('GeoRestriction', {
  description: 'The countries from which SIP accounts may register (`geo_list`).',
})
@Fields<GeoRestriction>({
  mode: required(GeoRestrictionMode, 'How the countries are chosen.'),
  countries: required([String], 'ISO 3166 alpha-2 codes; empty unless the mode is LISTED.'),
})
export class GeoRestrictionType {}

@EntityType('Client', ['id', 'clientId'], 'A client of RingMe: the company’s PBX tenant and its settings.')
@Fields<Omit<Client, 'kind' | 'workspace' | 'geoRestriction'>>({
  clientId: required(ID, 'RingMe’s own id.'),
  name: nullable(String, 'The client’s name.'),
  type: nullable(ClientType, 'The client’s legal form.'),
  domain: nullable(String, 'SIP domain.'),
  domainPrefix: nullable(
    String,
    'The prefix of internal numbers in their full form, such as `12345` in `12345*000*000`; keeps its leading zeros.',
  ),
  prefix: nullable(String, 'The client’s own prefix; keeps its leading zeros.'),
  email: personal('EMAIL', 'E-mail address.'),
  contactPersons: personal('TEXT', 'Contact persons, as free text (`ambassadors`).'),
  contactPhones: personal('TEXT', 'Contact phone numbers, as free text.'),
  createdAtLocal: nullable(
    String,
    'When the client was created: `YYYY-MM-DD HH:MM:SS`, in a time zone that the provider doesn’t document.',
  ),
  legalAddress: personal('TEXT', 'Registered address (`jur_address`).'),
  actualAddress: personal('TEXT', 'Actual address (`fact_address`).'),
  language: nullable(String, 'Language code.'),
  timezone: nullable(String, 'The client’s time zone, an IANA name.'),
  extensionLength: nullable(Int, 'The number of digits of an internal number.'),
  presenceEnabled: nullable(Boolean, 'Whether the availability of extensions is shown (`presence`).'),
  recordFormat: nullable(String, 'File format of call recordings, such as `mp3`.'),
  recordStereo: nullable(Boolean, 'Whether calls are recorded in stereo.'),
  registrationLogEnabled: nullable(
    Boolean,
    'Whether registrations of extensions are logged (`reg_status_log`).',
  ),
  holdMusicId: nullable(ID, 'The audio file that is played to a caller on hold.'),
  dialRuleId: nullable(ID, 'The rule for outgoing calls.'),
  sipNetworkPermissionId: nullable(ID, 'The trusted network: SIP phones may call from its addresses.'),
  diskSpaceNotifyEmail: personal('EMAIL', 'The e-mail address that is notified when disk space runs low.'),
  diskSpaceNotifyThreshold: nullable(Int, 'Disk usage at which the e-mail is sent, in percent.'),
  shortLocalCallerId: nullable(
    String,
    'How an internal caller’s number is shown, as the provider writes it (`short_local_caller_id`).',
  ),
  didAsTransferCallerId: nullable(
    String,
    'The number shown when a call is transferred, as the provider writes it (`did_as_transfer_caller_id`).',
  ),
  extraParams: nullable(String, 'Further parameters, as the provider writes them.'),
})
export class ClientObjectType {}
