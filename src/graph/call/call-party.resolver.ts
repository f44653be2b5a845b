import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { CallPhoneNumber } from '../../domain/call.js';
import { e164Of } from '../../domain/phone-number.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { CallPhoneNumberType } from './call-party.type.js';

@Resolver(() => CallPhoneNumberType)
export class CallPhoneNumberResolver {
  @PersonalData('PHONE')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The number in E.164 without its extension, such as `+48777888999`. A number that begins with neither `+` nor `00` is read as one of the workspace’s country, if that is configured. null if it can’t be read with certainty, as with `*` or letters in it.',
  })
  e164(@Root() phone: CallPhoneNumber): string | null {
    return e164Of(phone);
  }
}
