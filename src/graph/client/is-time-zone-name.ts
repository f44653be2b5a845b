import { ValidateBy, type ValidationOptions } from 'class-validator';
import { Temporal } from 'temporal-polyfill';

/** Requires an IANA name, in any case. Offsets are invalid. */
export function IsTimeZoneName(options?: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown) => typeof value === 'string' && timeZoneName(value) !== null;
  return ValidateBy({ name: 'isTimeZoneName', validator: { validate } }, options);
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
