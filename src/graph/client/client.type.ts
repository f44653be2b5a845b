import { Field, ID, Int, ObjectType } from 'type-graphql';
import type {
  Client,
  ClientType as ClientTypeName,
  GeoRestriction,
  GeoRestrictionMode as ModeName,
} from '../../domain/client.js';
import { EntityType } from '../relay/entity-type.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { graphqlEnum } from '../schema/graphql-enum.js';
import { Nullable } from '../schema/nullable.js';

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
export class GeoRestrictionType implements GeoRestriction {
  @Field(() => GeoRestrictionMode, { description: 'How the countries are chosen.' })
  declare readonly mode: ModeName;

  @Field(() => [String], { description: 'ISO 3166 alpha-2 codes; empty unless the mode is LISTED.' })
  declare readonly countries: readonly string[];
}

@EntityType('Client', ['id', 'clientId'], 'A client of RingMe: the company’s PBX tenant and its settings.')
export class ClientObjectType implements Omit<Client, 'kind' | 'workspace' | 'geoRestriction'> {
  @Field(() => ID, { description: 'RingMe’s own id.' })
  declare readonly clientId: string;

  @Nullable(() => String, 'The client’s name.')
  declare readonly name: string | null;

  @Nullable(() => ClientType, 'The client’s legal form.')
  declare readonly type: ClientTypeName | null;

  @Nullable(() => String, 'SIP domain.')
  declare readonly domain: string | null;

  @Nullable(
    () => String,
    'The prefix of internal numbers in their full form, such as `12345` in `12345*000*000`; keeps its leading zeros.',
  )
  declare readonly domainPrefix: string | null;

  @Nullable(() => String, 'The client’s own prefix; keeps its leading zeros.')
  declare readonly prefix: string | null;

  @PersonalData('EMAIL')
  @Nullable(() => String, 'E-mail address.')
  declare readonly email: string | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'Contact persons, as free text (`ambassadors`).')
  declare readonly contactPersons: string | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'Contact phone numbers, as free text.')
  declare readonly contactPhones: string | null;

  @Nullable(
    () => String,
    'When the client was created: `YYYY-MM-DD HH:MM:SS`, in a time zone that the provider doesn’t document.',
  )
  declare readonly createdAtLocal: string | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'Registered address (`jur_address`).')
  declare readonly legalAddress: string | null;

  @PersonalData('TEXT')
  @Nullable(() => String, 'Actual address (`fact_address`).')
  declare readonly actualAddress: string | null;

  @Nullable(() => String, 'Language code.')
  declare readonly language: string | null;

  @Nullable(() => String, 'The client’s time zone, an IANA name.')
  declare readonly timezone: string | null;

  @Nullable(() => Int, 'The number of digits of an internal number.')
  declare readonly extensionLength: number | null;

  @Nullable(() => Boolean, 'Whether the availability of extensions is shown (`presence`).')
  declare readonly presenceEnabled: boolean | null;

  @Nullable(() => String, 'File format of call recordings, such as `mp3`.')
  declare readonly recordFormat: string | null;

  @Nullable(() => Boolean, 'Whether calls are recorded in stereo.')
  declare readonly recordStereo: boolean | null;

  @Nullable(() => Boolean, 'Whether registrations of extensions are logged (`reg_status_log`).')
  declare readonly registrationLogEnabled: boolean | null;

  @Nullable(() => ID, 'The audio file that is played to a caller on hold.')
  declare readonly holdMusicId: string | null;

  @Nullable(() => ID, 'The rule for outgoing calls.')
  declare readonly dialRuleId: string | null;

  @Nullable(() => ID, 'The trusted network: SIP phones may call from its addresses.')
  declare readonly sipNetworkPermissionId: string | null;

  @PersonalData('EMAIL')
  @Nullable(() => String, 'The e-mail address that is notified when disk space runs low.')
  declare readonly diskSpaceNotifyEmail: string | null;

  @Nullable(() => Int, 'Disk usage at which the e-mail is sent, in percent.')
  declare readonly diskSpaceNotifyThreshold: number | null;

  @Nullable(
    () => String,
    'How an internal caller’s number is shown, as the provider writes it (`short_local_caller_id`).',
  )
  declare readonly shortLocalCallerId: string | null;

  @Nullable(
    () => String,
    'The number shown when a call is transferred, as the provider writes it (`did_as_transfer_caller_id`).',
  )
  declare readonly didAsTransferCallerId: string | null;

  @Nullable(() => String, 'Further parameters, as the provider writes them.')
  declare readonly extraParams: string | null;
}
