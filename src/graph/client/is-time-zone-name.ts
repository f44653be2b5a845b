import { isTimeZone, ValidateBy, type ValidationOptions } from 'class-validator';

/** An IANA name; an offset, which Intl would take as well, is none. */
export function IsTimeZoneName(options?: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown) => isTimeZone(value) && /^[a-z]/i.test(String(value));
  return ValidateBy({ name: 'isTimeZoneName', validator: { validate } }, options);
}
