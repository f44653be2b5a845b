import { ValidateBy, type ValidationOptions } from 'class-validator';

const MAX = 2n ** 64n - 1n;

/** Requires a decimal number from 0 to 2^64 − 1, as a string. */
export function IsUnsigned64Bit(options?: ValidationOptions): PropertyDecorator {
  const validate = (value: unknown) =>
    typeof value === 'string' && /^\d{1,20}$/.test(value) && BigInt(value) <= MAX;
  return ValidateBy({ name: 'isUnsigned64Bit', validator: { validate } }, options);
}
