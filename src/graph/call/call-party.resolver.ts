import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Awaitable } from '../../domain/awaitable.js';
import type { CallParty, CallPhoneNumber } from '../../domain/call.js';
import type { Extension } from '../../domain/extension.js';
import { e164Of } from '../../domain/phone/phone-number.js';
import type { GraphContext } from '../loading/context.js';
import { ExtensionType } from '../extension/extension.type.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { CallPartyType, CallPhoneNumberType } from './call-party.type.js';
import { Costs } from '../cost/costs.js';
import { extensionOfAgent } from '../cost/entity-costs.js';

@Resolver(() => CallPhoneNumberType)
export class CallPhoneNumberResolver {
  @PersonalData('PHONE')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The number in E.164 without its extension, such as `+48777888999`. A number that begins with neither `+` nor `00` is read as one of the workspace’s country, if that is configured, unless `raw` is the same number behind a country code. null if it can’t be read with certainty, as with `*` or letters in it.',
  })
  e164(@Root() phone: CallPhoneNumber): string | null {
    return e164Of(phone);
  }
}

@Resolver(() => CallPartyType)
export class CallPartyResolver {
  @Costs({ charge: extensionOfAgent })
  @FieldResolver(() => ExtensionType, {
    nullable: true,
    description:
      'The extension of a colleague in an internal call; null for external parties, and if no extension, or more than one, has the number.',
  })
  extension(@Root() { colleague }: CallParty, @Ctx() { loaders }: GraphContext): Awaitable<Extension | null> {
    return colleague === null ? null : loaders.extensionByAgentNumber.load(colleague);
  }
}
