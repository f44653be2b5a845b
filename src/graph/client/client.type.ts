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

  @Field(() => String, { nullable: true, description: 'The client’s name.' })
  declare readonly name: string | null;

  @Field(() => ClientType, { nullable: true, description: 'The client’s legal form.' })
  declare readonly type: ClientTypeName | null;

  @Field(() => String, { nullable: true, description: 'SIP domain.' })
  declare readonly domain: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The prefix of internal numbers in their full form, such as `12345` in `12345*000*000`; keeps its leading zeros.',
  })
  declare readonly domainPrefix: string | null;

  @Field(() => String, { nullable: true, description: 'The client’s own prefix; keeps its leading zeros.' })
  declare readonly prefix: string | null;

  @PersonalData('EMAIL')
  @Field(() => String, { nullable: true, description: 'E-mail address.' })
  declare readonly email: string | null;

  @PersonalData('TEXT')
  @Field(() => String, { nullable: true, description: 'Contact persons, as free text (`ambassadors`).' })
  declare readonly contactPersons: string | null;

  @PersonalData('TEXT')
  @Field(() => String, { nullable: true, description: 'Contact phone numbers, as free text.' })
  declare readonly contactPhones: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'When the client was created: `YYYY-MM-DD HH:MM:SS`, in a time zone that the provider doesn’t document.',
  })
  declare readonly createdAtLocal: string | null;

  @PersonalData('TEXT')
  @Field(() => String, { nullable: true, description: 'Registered address (`jur_address`).' })
  declare readonly legalAddress: string | null;

  @PersonalData('TEXT')
  @Field(() => String, { nullable: true, description: 'Actual address (`fact_address`).' })
  declare readonly actualAddress: string | null;

  @Field(() => String, { nullable: true, description: 'Language code.' })
  declare readonly language: string | null;

  @Field(() => String, { nullable: true, description: 'The client’s time zone, an IANA name.' })
  declare readonly timezone: string | null;

  @Field(() => Int, { nullable: true, description: 'The number of digits of an internal number.' })
  declare readonly extensionLength: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the availability of extensions is shown (`presence`).',
  })
  declare readonly presenceEnabled: boolean | null;

  @Field(() => String, { nullable: true, description: 'File format of call recordings, such as `mp3`.' })
  declare readonly recordFormat: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether calls are recorded in stereo.' })
  declare readonly recordStereo: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether registrations of extensions are logged (`reg_status_log`).',
  })
  declare readonly registrationLogEnabled: boolean | null;

  @Field(() => ID, { nullable: true, description: 'The audio file that is played to a caller on hold.' })
  declare readonly holdMusicId: string | null;

  @Field(() => ID, { nullable: true, description: 'The rule for outgoing calls.' })
  declare readonly dialRuleId: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'The trusted network: SIP phones may call from its addresses.',
  })
  declare readonly sipNetworkPermissionId: string | null;

  @PersonalData('EMAIL')
  @Field(() => String, {
    nullable: true,
    description: 'The e-mail address that is notified when disk space runs low.',
  })
  declare readonly diskSpaceNotifyEmail: string | null;

  @Field(() => Int, { nullable: true, description: 'Disk usage at which the e-mail is sent, in percent.' })
  declare readonly diskSpaceNotifyThreshold: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'How an internal caller’s number is shown, as the provider writes it (`short_local_caller_id`).',
  })
  declare readonly shortLocalCallerId: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The number shown when a call is transferred, as the provider writes it (`did_as_transfer_caller_id`).',
  })
  declare readonly didAsTransferCallerId: string | null;

  @Field(() => String, { nullable: true, description: 'Further parameters, as the provider writes them.' })
  declare readonly extraParams: string | null;
}
