import { IsEmail, IsOptional, Max, Min, ValidateBy, ValidateNested } from 'class-validator';
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { Client, GeoRestrictionMode as ModeName } from '../../domain/client.js';
import { ClientObjectType, GeoRestrictionMode } from './client.type.js';
import { IsTimeZoneName } from './is-time-zone-name.js';
import { CountriesFitMode } from './countries-fit-mode.js';
import { WorkspaceArgument } from '../input/workspace-argument.js';
import { allOf } from '../schema/all-of.js';
import { graphqlEnum } from '../schema/graphql-enum.js';
import { Costs } from '../cost/costs.js';
import { Nullable } from '../schema/fields.js';

@InputType('GeoRestrictionInput', { description: 'The countries from which SIP accounts may register.' })
export class GeoRestrictionInput {
  @Field(() => GeoRestrictionMode, { description: 'How the countries are chosen.' })
  declare readonly mode: ModeName;

  @Nullable(() => [String], 'ISO 3166 alpha-2 codes; required for LISTED, and not allowed otherwise.')
  @CountriesFitMode()
  declare readonly countries: readonly string[] | null | undefined;
}

const MAX_ID = 2n ** 64n - 1n;

/** Declares a nullable decimal number from 0 to 2^64 − 1, as a string. */
function Unsigned64Bit(description: string): PropertyDecorator {
  const validate = (value: unknown) =>
    typeof value === 'string' && /^\d{1,20}$/.test(value) && BigInt(value) <= MAX_ID;
  const message = `must be a whole number from 0 to ${MAX_ID}`;
  const rule = ValidateBy({ name: 'isUnsigned64Bit', validator: { validate } }, { message });
  return allOf(
    Nullable(() => ID, description),
    IsOptional(),
    rule,
  );
}

@InputType('UpdateClientInput', {
  description: 'The fields to change. An omitted field stays unchanged; an explicit null clears it.',
})
export class UpdateClientInput {
  @WorkspaceArgument()
  declare readonly workspace: string | null | undefined;

  @Nullable(() => String, 'IANA name.')
  @IsOptional()
  @IsTimeZoneName()
  declare readonly timezone: string | null | undefined;

  @Nullable(() => GeoRestrictionInput, 'null restores the provider’s default.')
  @IsOptional()
  @ValidateNested()
  declare readonly geoRestriction: GeoRestrictionInput | null | undefined;

  @Nullable(() => String, 'The e-mail address that is notified when disk space runs low.')
  @IsOptional()
  @IsEmail({}, { message: 'must be an e-mail address' })
  declare readonly diskSpaceNotifyEmail: string | null | undefined;

  @Nullable(() => Int, 'Disk usage at which the e-mail is sent, in percent: 0 to 100.')
  @IsOptional()
  @Min(0, { message: 'must be from 0 to 100' })
  @Max(100, { message: 'must be from 0 to 100' })
  declare readonly diskSpaceNotifyThreshold: number | null | undefined;

  @Unsigned64Bit('The rule for outgoing calls, an unsigned 64-bit number.')
  declare readonly dialRuleId: string | null | undefined;

  @Unsigned64Bit('The audio file for callers on hold, an unsigned 64-bit number.')
  declare readonly holdMusicId: string | null | undefined;

  @Unsigned64Bit('The trusted SIP network, an unsigned 64-bit number.')
  declare readonly sipNetworkPermissionId: string | null | undefined;
}

export const UserErrorCode = graphqlEnum('UserErrorCode', 'The kind of an error in the input.', {
  INVALID: 'The value isn’t valid for the field.',
  REQUIRED: 'A value is missing.',
  NOT_PERMITTED: 'The provider doesn’t let this service write the field.',
});
export type UserErrorCode = keyof typeof UserErrorCode;

@ObjectType('UserError', { description: 'An error in the input, which the caller can correct.' })
export class UserError {
  @Field(() => [String], {
    description: 'The path of the field within the input; empty for the input as a whole.',
  })
  declare readonly field: readonly string[];

  @Field(() => UserErrorCode, { description: 'The kind of error.' })
  declare readonly code: UserErrorCode;

  @Field(() => String, { description: 'What was expected, as text for users.' })
  declare readonly message: string;
}

@ObjectType('UpdateClientPayload', {
  description: 'The result of `updateClient`: the client, or all errors in the input.',
})
export class UpdateClientPayload {
  @Nullable(() => ClientObjectType, 'The client as the provider returned it; null if nothing was changed.')
  declare readonly client: Client | null;

  @Costs({ length: 10 })
  @Field(() => [UserError], { description: 'All errors in the input; empty if the client was changed.' })
  declare readonly userErrors: readonly UserError[];
}
