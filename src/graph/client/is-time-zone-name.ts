import { ValidateBy } from 'class-validator';
import { Temporal } from 'temporal-polyfill';

/** Requires an IANA name, in any case. Offsets are invalid. */
export function IsTimeZoneName(): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && timeZoneName(value) !== null;
  const message = 'must be an IANA time zone, such as Europe/Warsaw';
  return ValidateBy({ name: 'isTimeZoneName', validator: { validate } }, { message });
}

/** A time zone's name in IANA spelling, such as `Europe/Moscow` for `europe/moscow`; keeps aliases. Otherwise null. */
export function timeZoneName(text: string): string | null {
  if (!/^[a-z][\w+/-]{1,63}$/i.test(text)) return null;
  try {
    return Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(text).timeZoneId;
  } catch {
    return null;
  }
}
