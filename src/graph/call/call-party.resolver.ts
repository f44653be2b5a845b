import { LRUCache } from 'lru-cache';
import { FieldResolver, Resolver, Root } from 'type-graphql';
import type { CallPhoneNumber } from '../../domain/call.js';
import { PersonalData } from '../personal-data/personal-data.js';
import { parsePhoneNumberFromString } from '../phone-numbers.js';
import { CallPhoneNumberType } from './call-party.type.js';

/** Shorter ones are national numbers, whose country nobody tells. */
const INTERNATIONAL_DIGITS = 10;

@Resolver(() => CallPhoneNumberType)
export class CallPhoneNumberResolver {
  @PersonalData('PHONE')
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'The number in E.164, such as `+48777888999`; null where it is no valid international number.',
  })
  e164(@Root() { formatted, raw }: CallPhoneNumber): string | null {
    if (formatted?.trimStart().startsWith('+') === true) return e164Of(formatted);
    const digits = raw?.replace(/\D/g, '').replace(/^00/, '') ?? '';
    return digits.length >= INTERNATIONAL_DIGITS ? e164Of(`+${digits}`) : null;
  }
}

/** The same few numbers come again and again, and parsing one costs more than all else about it. */
const parsedNumbers = new LRUCache<string, { readonly e164: string | null }>({ max: 20_000 });

function e164Of(number: string): string | null {
  const known = parsedNumbers.get(number);
  if (known !== undefined) return known.e164;
  const e164 = parseE164(number);
  parsedNumbers.set(number, { e164 });
  return e164;
}

function parseE164(number: string): string | null {
  const parsed = parsePhoneNumberFromString(number);
  return parsed?.isValid() === true ? parsed.number : null;
}
